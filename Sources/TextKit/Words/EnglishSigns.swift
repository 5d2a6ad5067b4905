/// How signs are spoken in English.
package enum EnglishSigns {
    package static let readings: [Unicode.Scalar: [[String]]] = [
        "&": [["and"]], "%": [["percent"]], "°": [["degrees"], ["degree"]], "@": [["at"]], "+": [["plus"], ["and"]],
        "=": [["equals"]],
    ]

    /// The words for one and many of a currency, and for many of its hundredth.
    package static let currencies: [Unicode.Scalar: (one: String, many: String, hundredths: String)] = [
        "$": ("dollar", "dollars", "cents"), "£": ("pound", "pounds", "pence"), "€": ("euro", "euros", "cents"),
        "¥": ("yen", "yen", "sen"),
    ]

    /// Units behind a number.
    package static let units: [String: [[String]]] = [
        "km": [["kilometers"], ["kilometer"]], "m": [["meters"], ["meter"], ["million"], ["m"]],
        "cm": [["centimeters"], ["centimeter"]], "mm": [["millimeters"], ["millimeter"]],
        "kg": [["kilograms"], ["kilos"], ["kilogram"]], "g": [["grams"], ["gram"]], "mg": [["milligrams"]],
        "l": [["liters"], ["liter"]], "ml": [["milliliters"], ["milliliter"]], "cl": [["centiliters"]],
        "lb": [["pounds"], ["pound"]], "lbs": [["pounds"]], "oz": [["ounces"], ["ounce"]], "ft": [["feet"], ["foot"]],
        "yd": [["yards"], ["yard"]], "yds": [["yards"]], "mi": [["miles"], ["mile"]],
        "in": [["in"], ["inches"], ["inch"]],
        "hr": [["hours"], ["hour"]], "hrs": [["hours"]], "min": [["minutes"], ["minute"]],
        "sec": [["seconds"], ["second"]],
        "mph": [["miles", "per", "hour"], ["m", "p", "h"]], "kmh": [["kilometers", "per", "hour"]],
        "kw": [["kilowatts"], ["kilowatt"]], "hp": [["horsepower"]], "gb": [["gigabytes"]], "mb": [["megabytes"]],
        "c": [["celsius"], ["c"]], "f": [["fahrenheit"], ["f"]], "d": [["pence"], ["d"]],
        "st": [["stone"], ["street"], ["saint"]], "pm": [["pm"]], "am": [["am"]],
    ]
}
