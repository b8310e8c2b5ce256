"""``python -m planlang``: the same as the ``planlang`` command."""

from planlang.cli.main import main

if __name__ == "__main__":
    main()
