"""A file as it comes in: of one that is too large nothing is kept, and the view can say so."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from .table import MOST_BYTES

_MARK = "_upload_too_large"


class BoundedUploadHandler(FileUploadHandler):
    """Passes a file on to the other handlers as long as it is not larger than what is read of a table."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MOST_BYTES:
            setattr(self.request, _MARK, True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped for its size."""
    request.POST  # noqa: B018 - reads the body
    return bool(getattr(request, _MARK, False))
