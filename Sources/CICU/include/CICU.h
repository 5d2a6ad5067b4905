#ifndef CICU_H
#define CICU_H

#include <stdbool.h>
#include <stdint.h>

// ICU renames its functions by version through macros, which Swift cannot see: these are plain functions over them.

/// A sentence iterator over UTF-8.
typedef struct CICUSentences CICUSentences;

/// Opens an iterator for a locale such as "en@ss=standard"; NULL when ICU refuses.
CICUSentences *_Nullable cicu_sentences_open(const char *_Nonnull locale);

/// Starts over on a text, which must stay in place until the next call of this function or of close.
/// False when ICU refuses.
bool cicu_sentences_set_text(CICUSentences *_Nonnull sentences, const uint8_t *_Nonnull text, int64_t length);

/// The byte offset of the next boundary, or -1 after the last.
int32_t cicu_sentences_next(CICUSentences *_Nonnull sentences);

void cicu_sentences_close(CICUSentences *_Nonnull sentences);

/// Whether NFC leaves the scalar alone whatever stands around it.
bool cicu_nfc_is_inert(uint32_t scalar);

/// Whether the scalar never combines with what stands before it.
bool cicu_nfc_has_boundary_before(uint32_t scalar);

/// Writes the NFC form of UTF-16 text; the length written, or -1 when it does not fit or ICU refuses.
int32_t cicu_nfc(const uint16_t *_Nonnull text, int32_t length, uint16_t *_Nonnull result, int32_t capacity);

/// Writes what the scalar is made of (its full NFKD mapping) as UTF-16; the length written, or -1 when it has none.
int32_t cicu_nfkd(uint32_t scalar, uint16_t *_Nonnull result, int32_t capacity);

/// The scripts that are told apart.
typedef enum CICUScript {
    CICU_SCRIPT_OTHER,
    /// Of scalars that Unicode has not given out.
    CICU_SCRIPT_UNKNOWN,
    /// Punctuation, signs and marks of many scripts.
    CICU_SCRIPT_COMMON,
    CICU_SCRIPT_HAN,
    /// Hiragana, Katakana and Bopomofo.
    CICU_SCRIPT_KANA,
    CICU_SCRIPT_HANGUL,
    CICU_SCRIPT_ARABIC,
    CICU_SCRIPT_CYRILLIC,
    CICU_SCRIPT_GREEK,
    CICU_SCRIPT_HEBREW,
} CICUScript;

/// The script that the scalar is of.
CICUScript cicu_script(uint32_t scalar);

/// Whether the scalar is used in a script, be it its own or one of several.
bool cicu_has_script(uint32_t scalar, CICUScript script);

/// East Asian Width (UAX #11); neutral, narrow and ambiguous ones are not told apart.
typedef enum CICUWidth { CICU_WIDTH_NARROW, CICU_WIDTH_HALF, CICU_WIDTH_WIDE, CICU_WIDTH_FULL } CICUWidth;

CICUWidth cicu_width(uint32_t scalar);

/// A speller of numbers.
typedef struct CICUSpeller CICUSpeller;

/// Opens a speller of cardinal or ordinal numbers for a language; NULL when ICU refuses.
CICUSpeller *_Nullable cicu_speller_open(const char *_Nonnull locale, bool ordinal);

/// Writes a number in words as UTF-16; the length written, or -1 when it does not fit or ICU refuses.
int32_t cicu_speller_spell(CICUSpeller *_Nonnull speller, int64_t number, uint16_t *_Nonnull result, int32_t capacity);

void cicu_speller_close(CICUSpeller *_Nonnull speller);

/// What became of bytes that were converted.
typedef struct CICUConversion {
    /// How many UTF-16 units were written, or -1 when ICU has no such encoding or they do not fit.
    int64_t length;
    /// How many stretches of bytes stand for nothing in the encoding; U+FFFD was written for each.
    int64_t bad_sequences;
    int64_t bad_bytes;
    /// The unit that was written for the first of them, or `length`.
    int64_t first_bad;
} CICUConversion;

/// Converts bytes of an encoding such as "windows-1252" into UTF-16.
CICUConversion cicu_convert(const char *_Nonnull encoding, const uint8_t *_Nonnull bytes, int64_t length,
                            uint16_t *_Nonnull result, int64_t capacity);

/// The encodings that bytes may be in, the likeliest first.
typedef struct CICUGuesses CICUGuesses;

/// Looks at the first 8,192 of the bytes, which must stay in place until close; NULL when ICU refuses.
CICUGuesses *_Nullable cicu_guesses_open(const uint8_t *_Nonnull bytes, int32_t length);

int32_t cicu_guesses_count(const CICUGuesses *_Nonnull guesses);

/// The name of an encoding, which stays in place until close.
const char *_Nonnull cicu_guess_name(const CICUGuesses *_Nonnull guesses, int32_t index);

/// How sure ICU is, from 0 to 100.
int32_t cicu_guess_confidence(const CICUGuesses *_Nonnull guesses, int32_t index);

void cicu_guesses_close(CICUGuesses *_Nonnull guesses);

#endif
