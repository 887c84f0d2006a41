"""What both stand-ins are: a server and a post that start and stop together."""

from types import TracebackType
from typing import Self

from .post import Post
from .server import Server


class Running:
    """A company on `url`, from `with` to the end of it."""

    webhooks: Post
    _server: Server

    @property
    def url(self) -> str:
        return self._server.url

    def flush(self, *, delayed: bool = False) -> int:
        """Deliver the waiting webhooks now, in this thread; return how many were taken."""
        return self.webhooks.flush(delayed=delayed)

    def start(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
