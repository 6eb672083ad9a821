"""What can go wrong before there is a run to look at. A workflow that fails is no exception: it is a `Run`."""


class RopewalkError(Exception):
    """The program could not do what it was asked for. `exit_code` is its own, `message` what it said."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code


class BinaryNotFoundError(RopewalkError):
    """There is no `ropewalk` program; the message says where it was looked for."""


class UsageError(RopewalkError):
    """What was asked for makes no sense: an unknown workflow, job, event or option (exit code 2)."""


class InvalidWorkflowError(RopewalkError):
    """A file is no valid workflow; the message has each error with its place (`file:line:column`)."""
