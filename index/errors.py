"""What a user can do wrong, each with a message that says what to do about it."""


class SpravkaError(Exception):
    """Base of every error a user can cause; its message is shown to them as it is."""


class InvalidInput(SpravkaError):
    """A request or an argument that cannot be served as given."""


class NotFound(SpravkaError):
    """Something was named that the index does not hold."""


class AlreadyExists(SpravkaError):
    """Something was to be made under a name that the index holds already."""


class ReadError(SpravkaError):
    """A source that cannot be read as a document."""


class EncoderMismatch(SpravkaError):
    """The index was made by another encoder than the one now in use."""


class EncoderUnavailable(SpravkaError):
    """An encoder that cannot be loaded here."""


class StoreError(SpravkaError):
    """The store on disk cannot be opened, read or written."""
