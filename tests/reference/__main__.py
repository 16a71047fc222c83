"""Writes docs/language anew: `python -m tests.reference`, or `make reference`."""

from tests.reference.files import FOLDER, reference_files


def main() -> None:
    """Write every page that is out of date and say which."""
    for name, text in reference_files().items():
        path = FOLDER / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"written: docs/language/{name}")


if __name__ == "__main__":
    main()
