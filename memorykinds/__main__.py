"""`python -m memorykinds`: the command line."""

from memorykinds.cli import main

if __name__ == "__main__":
    main()
