/// Sounds that recognisers skip or invent.
package enum Interjections {
    package static let words: Set<String> = [
        "ah", "aha", "aah", "oh", "ooh", "o", "eh", "er", "erm", "um", "umm", "uh", "ugh", "hm", "hmm", "hmmm", "mm",
        "mmm",
        "mhm", "huh", "ha", "hah", "hey", "ho", "pah", "bah", "tut", "sh", "shh", "psst", "phew", "pooh",
    ]
}
