"""The commands of ``winnow``, by what they are for. They alone print and set exit codes."""
