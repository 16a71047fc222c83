"""`python -m seltzer_cli`, where the script is not on the path."""

from seltzer_cli.main import main

if __name__ == "__main__":
    main()
