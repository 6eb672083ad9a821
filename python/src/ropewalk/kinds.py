"""The words that events use, as GitHub uses them."""

from enum import StrEnum


class Conclusion(StrEnum):
    """How a step, a job or a run ended. Equal to its text: `run.conclusion == "success"`."""

    SUCCESS = "success"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


class Level(StrEnum):
    """How grave an annotation is."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class LogKind(StrEnum):
    """What a line of a log is."""

    TEXT = "text"
    COMMAND = "command"
    GROUP = "group"
    END_GROUP = "end_group"
    DEBUG = "debug"
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Phase(StrEnum):
    """Which part of a job a step belongs to."""

    SET_UP = "set up"
    PRE = "pre"
    MAIN = "main"
    POST = "post"
    COMPLETE = "complete"
