"""Who plays what in a rehearsal: people of the default population, or those of a file, each with a place in it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forecast_sharing.game import Game
from forecast_sharing.models.choice_problem import Role
from forecast_sharing.models.people import Population, draw_decider
from forecast_sharing.models.policy import Policy, PolicyError, decide, parsed
from forecast_sharing.models.registry import MAKERS
from forecast_sharing.session import draws


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person sits in a session; blocks and seats count from 1."""

    seed: int
    block: int
    seat: int
    block_size: int


@dataclass(frozen=True)
class Cast:
    """The people of a rehearsal: a theory of the default population, or policies.

    With a theory each person is drawn from the session's seed, the block and the seat. With policies the first person
    follows the first that knows the role, the second the second, and so on, round and round.
    """

    theory: str | None = None
    policies: tuple[Policy, ...] = ()

    def policy(self, place: Place, game: Game, role: Role) -> Policy:
        """Return what the person of this place does.

        Raises
        ------
        PolicyError
            If no policy knows the role.

        """
        if self.theory is not None:
            return _drawn(self.theory, game, place)
        able = [policy for policy in self.policies if role in policy.params]
        if not able:
            raise PolicyError(f"policies: at least one must have parameters of the {role}")
        return able[((place.block - 1) * place.block_size + place.seat - 1) % len(able)]

    def decide(self, place: Place, game: Game, role: Role, seen: int | None, round_number: int) -> int:
        """Return the person's decision in this round; see `policy.decide` for what was seen."""
        uniform = draws.draw_choice(place.seed, block=place.block, round_number=round_number, seat=place.seat)
        return decide(self.policy(place, game, role), game, role, seen, uniform)


# Bots ask in every round; the file is read once.
@lru_cache(maxsize=8)
def read_cast(name: str) -> Cast:
    """Return the cast that a word or a file names.

    Parameters
    ----------
    name : str
        One of `registry.MAKERS`, such as trust or hybrid; or the path of a JSON file with one policy or a list of
        them.

    Raises
    ------
    PolicyError
        If it is neither, or a policy breaks its rule.

    """
    if name in MAKERS:
        return Cast(theory=name)
    try:
        text = Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"policies must be {', '.join(MAKERS)} or a file, not {name!r}: {error}") from None
    values = parsed(text)
    policies = [Policy.from_dict(one) for one in (values if isinstance(values, list) else [values])]
    if not policies:
        raise PolicyError(f"policies: {name} must hold at least one")
    return Cast(policies=tuple(policies))


# A person decides in every round.
@lru_cache(maxsize=1024)
def _drawn(theory: str, game: Game, place: Place) -> Policy:
    rng = draws.stream(place.seed, f"rehearsing person {place.block} {place.seat}")
    return Policy.from_decider(draw_decider(theory, game, Population(), rng))
