"""What a shop sells beside pizza, drawn on a field of 400: drinks, desserts, fried things."""


def _bottle(glass: str, shine: str, label: str, mark: str) -> str:
    return (
        '<ellipse cx="200" cy="366" rx="78" ry="12" fill="#3a2010" fill-opacity=".14"/>'
        f'<path d="M176 36H224V92C224 112 256 124 256 164V340C256 356 246 364 232 364H168C154 364 144 356 144 340V164C144 124 176 112 176 92Z" fill="{glass}"/>'
        f'<path d="M162 168C162 138 186 128 190 104V44H182V94C182 118 154 134 154 168V338C154 346 158 352 164 354C162 350 162 346 162 340Z" fill="{shine}" fill-opacity=".6"/>'
        f'<rect x="144" y="200" width="112" height="92" fill="{label}"/>{mark}<rect x="172" y="22" width="56" height="26" rx="7" fill="{label}"/>'
    )


def _can(body: str, deep: str, mark: str) -> str:
    return (
        '<ellipse cx="200" cy="362" rx="84" ry="13" fill="#3a2010" fill-opacity=".14"/>'
        f'<path d="M132 78L146 52H254L268 78V334L254 358H146L132 334Z" fill="{body}"/><path d="M236 52H254L268 78V334L254 358H236Z" fill="{deep}" fill-opacity=".55"/>'
        '<path d="M146 52H254L262 66H138Z" fill="#d8dbde"/><ellipse cx="200" cy="54" rx="54" ry="9" fill="#eef0f1"/><ellipse cx="200" cy="55" rx="18" ry="4" fill="#a9afb4"/>'
        f'<path d="M146 358L140 347H260L254 358Z" fill="#c5c9cc"/><rect x="148" y="84" width="12" height="246" rx="6" fill="#ffffff" fill-opacity=".3"/>{mark}'
    )


def _glass(drink: str, foam: str = "") -> str:
    return (
        '<ellipse cx="200" cy="362" rx="84" ry="13" fill="#3a2010" fill-opacity=".14"/>'
        f'<path d="M128 60H272L254 352C253 360 247 364 238 364H162C153 364 147 360 146 352Z" fill="#e4eef0" fill-opacity=".75"/><path d="M133 110H267L252 346C251 352 247 354 240 354H160C153 354 149 352 148 346Z" fill="{drink}"/>'
        f'<path d="M150 120L162 340H174L164 120Z" fill="#ffffff" fill-opacity=".35"/>{foam}'
    )


_PLATE = '<ellipse cx="200" cy="214" rx="182" ry="178" fill="#3a2010" fill-opacity=".12"/><circle cx="200" cy="204" r="178" fill="#fdfaf4"/><circle cx="200" cy="204" r="178" fill="none" stroke="#e6dccb" stroke-width="4"/><circle cx="200" cy="204" r="128" fill="#f6efe3"/>'
_FOAM = '<path d="M122 66C122 40 150 36 162 48C172 26 208 26 216 46C234 30 280 40 278 68C280 92 270 112 254 108C236 122 220 106 208 116C190 126 176 106 160 116C136 120 122 96 122 66Z" fill="#fffaf0"/><path d="M140 84C160 98 176 92 190 98" fill="none" stroke="#eadfc8" stroke-width="5" stroke-linecap="round"/>'
_BUBBLES = '<g fill="#ffffff" fill-opacity=".65"><circle cx="184" cy="300" r="6"/><circle cx="220" cy="260" r="5"/><circle cx="200" cy="210" r="6"/><circle cx="228" cy="180" r="4"/><circle cx="190" cy="150" r="5"/></g>'
_DROP = '<path d="M200 214C220 240 226 250 226 262C226 278 214 286 200 286C186 286 174 278 174 262C174 250 180 240 200 214Z" fill="{}"/>'


def _sphere(x: int, y: int, radius: int, light: str, deep: str) -> str:
    return (
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{deep}"/><circle cx="{x - radius // 12}" cy="{y - radius // 10}" r="{radius - radius // 8}" fill="{light}"/>'
        f'<ellipse cx="{x - radius // 3}" cy="{y - radius // 2}" rx="{radius // 4}" ry="{radius // 7}" fill="#ffffff" fill-opacity=".35"/>'
    )


def _fried(light: str, deep: str) -> str:
    crumbs = "".join(
        f'<circle cx="{x}" cy="{y}" r="4"/>'
        for x, y in (
            (128, 214),
            (160, 250),
            (148, 190),
            (256, 222),
            (232, 250),
            (272, 246),
            (190, 140),
            (214, 168),
            (226, 130),
            (184, 176),
        )
    )
    return (
        _PLATE
        + _sphere(146, 226, 60, light, deep)
        + _sphere(256, 230, 60, light, deep)
        + _sphere(204, 146, 58, light, deep)
        + f'<g fill="{deep}">{crumbs}</g>'
    )


def _scoop(x: int, y: int, light: str, deep: str) -> str:
    return f'<path d="M{x - 62} {y + 26}C{x - 72} {y - 70} {x + 72} {y - 70} {x + 62} {y + 26}C{x + 48} {y + 44} {x + 34} {y + 24} {x + 18} {y + 38}C{x} {y + 50} {x - 14} {y + 26} {x - 32} {y + 38}C{x - 48} {y + 48} {x - 58} {y + 40} {x - 62} {y + 26}Z" fill="{light}" stroke="{deep}" stroke-width="5"/><ellipse cx="{x - 22}" cy="{y - 22}" rx="16" ry="10" fill="#ffffff" fill-opacity=".5"/>'


_TIRAMISU = (
    _PLATE
    + '<path d="M96 170L268 128L318 176V250L146 296L96 246Z" fill="#f7e8c6"/><path d="M96 192L146 240L318 196V216L146 262L96 212Z" fill="#8a5a34"/><path d="M96 232L146 280L318 236V250L146 296L96 246Z" fill="#a8744a"/>'
    '<path d="M96 170L268 128L318 176L146 220Z" fill="#5a3520"/><path d="M96 170L146 220V232L96 182ZM318 176L146 220V232L318 188Z" fill="#fdf3d9"/>'
    '<g fill="#7d5234"><circle cx="180" cy="170" r="4"/><circle cx="230" cy="158" r="5"/><circle cx="150" cy="184" r="4"/><circle cx="262" cy="172" r="4"/><circle cx="206" cy="190" r="3"/></g>'
    '<path d="M214 132C222 108 246 104 256 112C252 130 234 140 214 132Z" fill="#3f8a4f"/>'
)
_PANNA_COTTA = (
    _PLATE
    + '<ellipse cx="200" cy="276" rx="104" ry="30" fill="#a61f2f"/><path d="M128 270L144 156C146 138 254 138 256 156L272 270C262 292 138 292 128 270Z" fill="#fffaf0" stroke="#ece0ca" stroke-width="4"/>'
    '<path d="M142 172C142 132 258 132 258 172C262 210 246 222 240 200C234 186 224 190 222 210C218 236 202 232 200 208C198 188 184 188 180 206C176 226 160 222 160 200C156 184 144 196 142 172Z" fill="#c22a3c"/>'
    '<g fill="#7d1430"><circle cx="186" cy="152" r="13"/><circle cx="212" cy="148" r="14"/></g><path d="M222 138C232 116 252 116 260 124C254 140 240 146 222 138Z" fill="#3f8a4f"/>'
)
_CANNOLO = (
    _PLATE
    + '<g transform="rotate(-24 200 206)"><rect x="92" y="160" width="216" height="92" rx="40" fill="#b3712e"/><path d="M104 170C140 150 260 150 296 170L288 196C250 180 150 180 112 196Z" fill="#d79a52"/>'
    '<g fill="#8f5620"><circle cx="150" cy="214" r="6"/><circle cx="190" cy="230" r="7"/><circle cx="240" cy="212" r="6"/><circle cx="262" cy="232" r="5"/></g>'
    '<ellipse cx="92" cy="206" rx="34" ry="46" fill="#fffaf0" stroke="#e8dcc4" stroke-width="4"/><ellipse cx="308" cy="206" rx="34" ry="46" fill="#fffaf0" stroke="#e8dcc4" stroke-width="4"/>'
    '<g fill="#7fa043"><circle cx="300" cy="188" r="7"/><circle cx="318" cy="204" r="6"/><circle cx="302" cy="222" r="7"/></g><g fill="#5a3520"><circle cx="86" cy="190" r="6"/><circle cx="100" cy="208" r="6"/><circle cx="82" cy="224" r="6"/></g></g>'
)
_GELATO = (
    '<ellipse cx="200" cy="366" rx="80" ry="12" fill="#3a2010" fill-opacity=".14"/>'
    + _scoop(150, 150, "#f6c7cf", "#e39aa7")
    + _scoop(250, 150, "#cfdc9c", "#aebf6d")
    + _scoop(200, 92, "#fff3d6", "#ead5a2")
    + '<path d="M92 186H308L274 336C272 350 262 356 250 356H150C138 356 128 350 126 336Z" fill="#dce8ea"/><path d="M92 186H308L303 208H97Z" fill="#c3d5d9"/><path d="M116 214L140 340H156L136 214Z" fill="#ffffff" fill-opacity=".6"/>'
)
_BRUSCHETTA = (
    _PLATE
    + '<path d="M92 214C92 150 150 128 204 128C262 128 312 152 312 214C312 268 262 290 204 290C146 290 92 270 92 214Z" fill="#b9742f"/><path d="M106 212C106 160 156 142 204 142C252 142 298 162 298 212C298 258 252 276 204 276C156 276 106 260 106 212Z" fill="#f3d398"/>'
    '<g fill="#d23c26"><rect x="134" y="180" width="40" height="32" rx="9"/><rect x="186" y="160" width="40" height="32" rx="9"/><rect x="236" y="184" width="40" height="34" rx="9"/><rect x="162" y="222" width="40" height="32" rx="9"/><rect x="216" y="226" width="40" height="30" rx="9"/></g>'
    '<g fill="#ef6d52"><rect x="140" y="184" width="18" height="10" rx="5"/><rect x="192" y="164" width="18" height="10" rx="5"/><rect x="242" y="188" width="18" height="10" rx="5"/><rect x="168" y="226" width="18" height="10" rx="5"/></g>'
    '<g fill="#3f8a4f"><path d="M172 204C184 184 206 186 212 196C200 212 184 214 172 204Z"/><path d="M240 222C244 202 262 198 270 206C266 222 254 230 240 222Z"/></g>'
)
_FRIES = (
    '<ellipse cx="200" cy="360" rx="96" ry="13" fill="#3a2010" fill-opacity=".14"/><g fill="#f2c64f" stroke="#d79f2c" stroke-width="4"><rect x="124" y="92" width="26" height="180" rx="5" transform="rotate(-9 137 182)"/><rect x="156" y="58" width="26" height="200" rx="5"/>'
    '<rect x="190" y="76" width="26" height="200" rx="5" transform="rotate(3 203 176)"/><rect x="222" y="50" width="26" height="200" rx="5" transform="rotate(-3 235 150)"/><rect x="252" y="92" width="26" height="180" rx="5" transform="rotate(9 265 182)"/></g>'
    '<path d="M104 196C150 236 250 236 296 196L272 346C270 354 264 358 256 358H144C136 358 130 354 128 346Z" fill="#c8321f"/><path d="M104 196C150 236 250 236 296 196L293 214C248 252 152 252 107 214Z" fill="#e4563f"/>'
)
_SALAD = (
    _PLATE
    + '<g fill="#5f9a48"><path d="M96 210C86 150 150 104 196 132C180 180 150 222 96 210Z"/><path d="M304 214C322 150 256 104 210 128C214 182 250 226 304 214Z"/><path d="M136 284C120 226 190 190 224 222C214 272 176 304 136 284Z"/><path d="M266 288C296 240 252 192 210 212C206 262 226 296 266 288Z"/></g>'
    '<g fill="none" stroke="#8fc06f" stroke-width="5" stroke-linecap="round"><path d="M112 200C140 190 166 164 184 144M290 200C262 190 236 164 222 146M148 274C170 258 196 240 210 228"/></g>'
    '<g fill="#d23c26"><circle cx="168" cy="196" r="24"/><circle cx="246" cy="236" r="23"/><circle cx="204" cy="266" r="20"/></g><g fill="#ef6d52"><circle cx="160" cy="188" r="10"/><circle cx="239" cy="229" r="9"/><circle cx="198" cy="260" r="8"/></g>'
    '<g fill="#fffdf6"><circle cx="212" cy="166" r="20"/><circle cx="158" cy="244" r="18"/><circle cx="262" cy="180" r="17"/></g>'
)
_COFFEE = (
    '<ellipse cx="196" cy="316" rx="150" ry="34" fill="#3a2010" fill-opacity=".12"/><ellipse cx="196" cy="304" rx="148" ry="32" fill="#fdfaf4" stroke="#e6dccb" stroke-width="4"/><path d="M276 190C336 176 344 252 268 256" fill="none" stroke="#f2e9da" stroke-width="20"/>'
    '<path d="M96 168H296C296 240 274 300 232 302H160C118 300 96 240 96 168Z" fill="#fdfaf4" stroke="#e6dccb" stroke-width="4"/><ellipse cx="196" cy="168" rx="100" ry="24" fill="#f2e9da"/><ellipse cx="196" cy="170" rx="86" ry="18" fill="#5a3217"/><ellipse cx="184" cy="168" rx="46" ry="8" fill="#a8703f"/>'
    '<g fill="none" stroke="#b9ada2" stroke-width="8" stroke-linecap="round" stroke-opacity=".6"><path d="M160 128C146 108 174 96 160 72M204 120C190 100 218 88 204 60M246 128C232 108 260 96 246 72"/></g>'
)
_WINE = (
    '<ellipse cx="200" cy="362" rx="72" ry="11" fill="#3a2010" fill-opacity=".14"/><path d="M134 44H266C276 150 258 208 208 214V336H250C258 342 258 354 250 358H150C142 354 142 342 150 336H192V214C142 208 124 150 134 44Z" fill="#e4eef0"/>'
    '<path d="M134 106H266C266 166 244 198 200 198C156 198 134 166 134 106Z" fill="#7a1734"/><path d="M134 106H266V118H134Z" fill="#9c2a4b"/><path d="M150 60C146 120 152 160 172 184" fill="none" stroke="#ffffff" stroke-width="9" stroke-opacity=".55" stroke-linecap="round"/>'
)
_TRIFLE = (
    _PLATE
    + '<path d="M74 256L236 130L338 212C330 246 150 300 74 256Z" fill="#d89b4e"/><path d="M74 240L236 122L338 200L150 262C118 264 86 256 74 240Z" fill="#fff3d2"/><path d="M236 122L338 200L330 206C290 180 262 160 226 130Z" fill="#b9742f"/>'
    '<g fill="#c22a3c"><circle cx="214" cy="176" r="18"/><circle cx="250" cy="192" r="16"/><circle cx="188" cy="204" r="15"/></g><path d="M230 162C238 142 258 144 262 152C254 166 242 170 230 162Z" fill="#3f8a4f"/>'
)

PLATES: dict[str, str] = {
    "water": _bottle("#b9dcea", "#ffffff", "#f4fafc", _DROP.format("#3b8bb0")),
    "sparkling_water": _bottle("#a8d6c5", "#ffffff", "#f4fcf8", _DROP.format("#2f8a66") + '<g fill="#ffffff" fill-opacity=".7"><circle cx="188" cy="150" r="6"/><circle cx="214" cy="176" r="5"/><circle cx="200" cy="316" r="6"/></g>'),
    "cola": _can("#a51c22", "#5f0d12", '<path d="M134 236C168 190 220 250 266 196V240C220 290 172 236 134 280Z" fill="#fff6ef"/>'),
    "orange_soda": _can("#ef8a1d", "#b35a06", '<circle cx="198" cy="212" r="46" fill="#ffd08a"/><circle cx="198" cy="212" r="36" fill="#f9a63c"/><path d="M198 180V244M166 212H230M176 190L220 234M220 190L176 234" stroke="#ffe0b0" stroke-width="5"/>'),
    "lemon_soda": _can("#e6c927", "#a98f0c", '<ellipse cx="198" cy="212" rx="50" ry="36" fill="#fff2a8" transform="rotate(-20 198 212)"/><path d="M236 178C256 160 272 166 274 176C262 190 250 192 236 178Z" fill="#3f8a4f"/>'),
    "iced_tea": _can("#b5702d", "#7b4513", '<path d="M198 258C158 240 160 190 198 162C236 190 238 240 198 258Z" fill="#7fae52"/><path d="M198 176V250" stroke="#4d7a2c" stroke-width="5"/>'),
    "beer": _glass("#e9a82c", _FOAM + _BUBBLES),
    "craft_beer": _bottle("#6e3f17", "#d9a35c", "#f3dfb4", '<circle cx="200" cy="246" r="30" fill="#c8321f"/><path d="M200 226V266M180 246H220" stroke="#f3dfb4" stroke-width="7"/>'),
    "juice": _glass("#f59a3a", _BUBBLES),
    "wine": _WINE,
    "coffee": _COFFEE,
    "tiramisu": _TIRAMISU,
    "panna_cotta": _PANNA_COTTA,
    "cannolo": _CANNOLO,
    "gelato": _GELATO,
    "cheesecake": _TRIFLE,
    "suppli": _fried("#d9924a", "#a9612a"),
    "arancino": _fried("#e0a04c", "#b06c28"),
    "bruschetta": _BRUSCHETTA,
    "fries": _FRIES,
    "salad": _SALAD,
    "plate": _PLATE + '<g stroke="#b9a88f" stroke-width="10" stroke-linecap="round" fill="none"><path d="M40 120V290M360 120V290M22 120V166C22 190 58 190 58 166V120"/></g>',
}  # fmt: skip
PLATES |= {
    "soda": PLATES["cola"], "lemonade": PLATES["lemon_soda"], "fanta": PLATES["orange_soda"], "tea": PLATES["iced_tea"], "red_wine": PLATES["wine"], "cake": PLATES["cheesecake"],
    "ice_cream": PLATES["gelato"], "croquette": PLATES["arancino"], "bottle": PLATES["water"], "can": PLATES["cola"], "chips": PLATES["fries"], "olives": PLATES["suppli"], "olive_ascolane": PLATES["suppli"],
}  # fmt: skip
