"""The check grammar: SodaCL's headers, check lines and configuration keys."""
