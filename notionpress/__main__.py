"""`python -m notionpress`: the command line."""

from notionpress.cli import main

main()
