"""What the second call's suppliers tell a client who compares them: plainly, in three languages."""

from collections.abc import Mapping
from typing import Any

CARDS: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "S1": {
        "A": {
            "description": {
                "fi": "Etsimme kanssasi työtä, joka sopii sinulle. Tapaamme kerran tai kaksi viikossa. "
                "Valmentaja tulee mukaan työpaikalle, jos haluat.",
                "sv": "Vi söker ett arbete som passar dig. Vi träffas en eller två gånger i veckan. "
                "Coachen följer med till arbetsplatsen om du vill.",
                "en": "We look together for work that suits you. We meet once or twice a week. "
                "Your coach comes along to the workplace if you like.",
            },
            "places": ["Lehtola", "Harju"],
            "languages": ["fi", "sv", "en"],
            "access": "Esteetön sisäänkäynti. Linja-autoasema on 300 metrin päässä.",
            "waiting_days": "3",
        },
        "B": {
            "description": {
                "fi": "Tukihenkilö kulkee kanssasi, kun asioit virastossa, pankissa tai lääkärissä. "
                "Sovitte yhdessä, missä tapaatte.",
                "sv": "En stödperson följer med dig till myndigheter, banken eller läkaren. "
                "Ni kommer överens om var ni träffas.",
                "en": "A companion comes with you to offices, the bank or the doctor. "
                "You agree together where to meet.",
            },
            "places": ["Lehtola", "Harju"],
            "languages": ["fi", "en"],
            "access": "Tapaaminen voi olla myös kotonasi.",
            "waiting_days": "5",
        },
    },
    "S2": {
        "A": {
            "description": {
                "fi": "Valmentaja auttaa hakemuksissa ja haastatteluissa. Tapaamme toimistolla tai etänä, "
                "miten sinulle sopii. Saat saman valmentajan koko ajaksi.",
                "sv": "Coachen hjälper med ansökningar och intervjuer. Vi träffas på kontoret eller "
                "på distans, som det passar dig. Du har samma coach hela tiden.",
                "en": "A coach helps with applications and interviews. We meet at our office or online, "
                "as it suits you. You keep the same coach all the time.",
            },
            "places": ["Lehtola"],
            "languages": ["fi", "sv"],
            "access": "Toimisto on toisessa kerroksessa, ja talossa on hissi.",
            "waiting_days": "0",
        },
        "B": {
            "description": {
                "fi": "Kuljemme rinnalla niin kauan kuin tarvitset. Harjoittelemme asioita yhdessä, "
                "kunnes ne sujuvat yksinkin.",
                "sv": "Vi går vid din sida så länge du behöver. Vi övar tillsammans tills det går bra ensam.",
                "en": "We stay beside you as long as you need. We practise things together "
                "until they go well alone.",
            },
            "places": ["Lehtola"],
            "languages": ["fi", "sv"],
            "access": "Haemme sinut tarvittaessa kotoa.",
            "waiting_days": "7",
        },
    },
}
