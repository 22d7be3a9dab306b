"""What is said of a pair, and of a match that needs a person: plain words in English and Spanish, by the code they explain."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["NOTHING_ASKED", "OTHERS", "RULES", "TERMS", "Said"]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in both languages."""

    en: str
    es: str


RULES: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "no_policy": Said(
            "The programme has no policy in force.",
            "El programa no tiene ninguna política en vigor.",
        ),
        "left": Said("The partner has left the programme.", "Quien acompaña ha dejado el programa."),
        "not_certified": Said(
            "The partner is not certified on this day.", "Quien acompaña no tiene certificación en esta fecha."
        ),
        "lapsed": Said("The certification has lapsed.", "La certificación ha caducado."),
        "suspended": Said("The partner is suspended.", "La actividad de quien acompaña está suspendida."),
        "role": Said(
            "The roles agreed with the partner do not include one-to-one support.",
            "Las funciones acordadas con quien acompaña no incluyen el apoyo individual.",
        ),
        "role_limit": Said(
            "A role limit forbids what the family needs done.",
            "Un límite de la función prohíbe lo que la familia necesita.",
        ),
        "area": Said(
            "The family's county is not served by both programme and partner.",
            "El programa y quien acompaña no atienden los dos el condado de la familia.",
        ),
        "own_county": Said(
            "The partner asked not to serve their own county.",
            "Quien acompaña pidió no atender su propio condado.",
        ),
        "no_profile": Said(
            "The partner's languages and wishes are not known yet.",
            "Aún no se conocen los idiomas ni los deseos de quien acompaña.",
        ),
        "language": Said(
            "The partner speaks none of the languages the family must have.",
            "Quien acompaña no habla ninguno de los idiomas que la familia necesita.",
        ),
        "conflict": Said(
            "One of the two named the other, or somebody at the other's home, as someone not to meet.",
            "Uno de los dos nombró al otro, o a alguien de su hogar, como persona con quien no debe encontrarse.",
        ),
        "same_household": Said(
            "The two live in one household, or with the same person.",
            "Los dos viven en el mismo hogar o con la misma persona.",
        ),
        "same_case": Said(
            "The partner is a parent in the same case.", "Quien acompaña es madre o padre en el mismo caso."
        ),
        "ended_badly": Said(
            "An earlier match of the two did not work.", "Un emparejamiento anterior de los dos no funcionó."
        ),
        "family_said_no": Said("The family has said no to this partner.", "La familia ha dicho que no a esta persona."),
        "partner_said_no": Said(
            "The partner has said no to this family.", "Quien acompaña ha dicho que no a esta familia."
        ),
        "coordinator_said_no": Said(
            "A coordinator has decided against this pair.",
            "La coordinación ha decidido en contra de esta pareja.",
        ),
        "unanswered": Said(
            "The two were proposed to each other for this request lately, and one side did not answer.",
            "Los dos se propusieron hace poco para esta solicitud, y una de las partes no respondió.",
        ),
        "leave": Said("The partner is on leave.", "Quien acompaña está de licencia."),
        "capacity": Said("The partner has no free place.", "Quien acompaña no tiene ningún lugar libre."),
    }
)
"""Each hard constraint, as it is told where a pair breaks it."""

TERMS: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "strong_needs": Said(
            "has lived through {met} of the {asked} things that matter most to the family",
            "ha vivido {met} de las {asked} cosas que más importan a la familia",
        ),
        "wishes": Said("meets {met} of {asked} further wishes", "cumple {met} de {asked} deseos adicionales"),
        "culture": Said(
            "shares the culture that the family asked for: {met} of {asked}",
            "comparte la cultura que la familia pidió: {met} de {asked}",
        ),
        "ages": Said(
            "knows children of {met} of {asked} ages in the family",
            "conoce niños de {met} de las {asked} edades de la familia",
        ),
        "contact_style": Said(
            "offers the way of contact that the family prefers: {met} of {asked}",
            "ofrece la forma de contacto que la familia prefiere: {met} de {asked}",
        ),
        "same_area": Said(
            "is counted in the family's own county: {met} of {asked}",
            "pertenece al condado de la familia: {met} de {asked}",
        ),
        "format": Said(
            "meets in the form that the family wants: {met} of {asked}",
            "se reúne en la forma que la familia quiere: {met} de {asked}",
        ),
        "headroom": Said("has {met} of {asked} places free", "tiene libres {met} de {asked} lugares"),
    }
)
"""Each line of the points table, as it is told."""

NOTHING_ASKED: Final = Said(
    "the family asked for nothing of this kind, which costs nobody points",
    "la familia no pidió nada de este tipo, lo que no le resta puntos a nadie",
)
"""A line of which the family asked nothing."""

OTHERS: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "less": Said(
            "Possible, with {total} points: {difference} fewer than the partner proposed.",
            "Es posible, con {total} puntos: {difference} menos que quien se propone.",
        ),
        "equal": Said(
            "Possible, with {total} points: just as good. Among equals a fixed rule decides, which favours nobody.",
            "Es posible, con {total} puntos: igual de bien. Entre iguales decide una regla fija que no favorece a nadie.",
        ),
        "needed": Said(
            "Possible, with {total} points, but her place is needed elsewhere: "
            "using it here would cost other families at least {price} points.",
            "Es posible, con {total} puntos, pero su lugar se necesita en otra parte: "
            "usarlo aquí costaría al menos {price} puntos a otras familias.",
        ),
        "only_place": Said(
            "Possible, with {total} points, but her place is needed elsewhere: "
            "using it here would leave one family more without anybody.",
            "Es posible, con {total} puntos, pero su lugar se necesita en otra parte: "
            "usarlo aquí dejaría a una familia más sin nadie.",
        ),
        "further": Said(
            "Not among the partners nearest to this choice when it was made; as things are now:",
            "No estaba entre las personas más cercanas a esta elección cuando se hizo; tal como están las cosas ahora:",
        ),
        "possible": Said("Possible, with {total} points.", "Es posible, con {total} puntos."),
    }
)
"""Why not a partner whom no rule forbids."""
