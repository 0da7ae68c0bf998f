"""Run a study over processes or over a Ray cluster, writing down each data set as it is finished."""

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeVar

from joblib import Parallel, delayed, parallel_config

import forecast_sharing
from forecast_sharing.simulation.journal import Journal


class Keyed(Protocol):
    """A data set of a study."""

    def key(self) -> dict[str, Any]:
        """Return what identifies it within the study."""
        ...


One = TypeVar("One", bound=Keyed)
Work = Callable[[One], dict[str, Any]]
Counter = Callable[[int], None]

# Ray's backend hands results over only when a whole call is finished, so calls are this many data sets a processor:
# what an interruption can lose, against how often processors wait for the slowest.
_DATASETS_A_CPU = 2
_SECONDS_TO_ANSWER = 10


class ClusterError(ValueError):
    """The cluster cannot be used; the message says why."""


def run(
    work: Work[One],
    datasets: Sequence[One],
    journal: Journal,
    *,
    jobs: int,
    cluster: str | None,
    count: Counter = lambda _number: None,
) -> None:
    """Work on all data sets that the journal does not hold, and write down each.

    Parameters
    ----------
    work : function
        From a data set to what is found in it; of a module, so that other processes can import it.
    datasets : sequence of Keyed
        All of the study.
    journal : Journal
        Of the same study.
    jobs : int
        Processes on this machine; not used with a cluster.
    cluster : str, optional
        The address of a Ray cluster.
    count : function
        Told how many more have been finished.

    Raises
    ------
    ClusterError
        If Ray is not installed or no cluster answers at the address.

    """
    open_ones = [dataset for dataset in datasets if not journal.is_finished(dataset.key())]
    if not open_ones:
        return
    finished = _over_ray(work, open_ones, cluster) if cluster else _over_processes(work, open_ones, jobs)
    for dataset, result in finished:
        journal.add(dataset.key(), result)
        count(1)


def _over_processes(work: Work[One], datasets: Sequence[One], jobs: int) -> Iterator[tuple[One, dict[str, Any]]]:
    tasks = (delayed(_with_dataset)(work, dataset) for dataset in datasets)
    # One at a time and in the order in which they end: none waits in memory for its line.
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1, pre_dispatch=2 * jobs)(tasks)


def _over_ray(work: Work[One], datasets: Sequence[One], address: str) -> Iterator[tuple[One, dict[str, Any]]]:
    with _connected(address) as n_cpus, parallel_config(backend="ray", n_jobs=n_cpus):
        at_once = _DATASETS_A_CPU * n_cpus
        for start in range(0, len(datasets), at_once):
            tasks = (delayed(_with_dataset)(work, dataset) for dataset in datasets[start : start + at_once])
            yield from Parallel(batch_size=1)(tasks)


@contextmanager
def _connected(address: str) -> Iterator[int]:
    """Give the number of the cluster's processors, with joblib's Ray backend registered."""
    if find_spec("ray") is None:
        raise ClusterError("--cluster needs Ray, which is not installed: pip install ray")
    _require_answer(address)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray  # noqa: PLC0415
    from ray.util.joblib import register_ray  # noqa: PLC0415

    try:
        # Workers elsewhere have no copy of this package; the packages that it needs they must have.
        ray.init(
            address=address,
            log_to_driver=False,
            logging_level="ERROR",
            runtime_env={"py_modules": [str(Path(forecast_sharing.__file__).parent)]},
        )
    except (ConnectionError, ValueError, RuntimeError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ClusterError(f"no Ray cluster answers at {address}: {reason}") from error
    try:
        register_ray()
        yield max(1, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


def _require_answer(address: str) -> None:
    """Raise unless something listens at a host and port: Ray itself keeps trying for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        return  # A word such as "auto", which Ray resolves itself.
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_SECONDS_TO_ANSWER).close()
    except (OSError, OverflowError) as error:
        raise ClusterError(f"no Ray cluster answers at {address}: {error}") from error


def _with_dataset(work: Work[One], dataset: One) -> tuple[One, dict[str, Any]]:
    return dataset, work(dataset)
