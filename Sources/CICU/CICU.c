#include "CICU.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucsdet.h>
#include <unicode/unorm2.h>
#include <unicode/unum.h>
#include <unicode/uscript.h>
#include <unicode/utext.h>

struct CICUSentences {
    UBreakIterator *iterator;
    UText *text;
};

CICUSentences *cicu_sentences_open(const char *locale) {
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(UBRK_SENTENCE, locale, NULL, 0, &status);
    if (U_FAILURE(status)) {
        return NULL;
    }
    CICUSentences *sentences = malloc(sizeof *sentences);
    if (sentences == NULL) {
        ubrk_close(iterator);
        return NULL;
    }
    sentences->iterator = iterator;
    sentences->text = NULL;
    return sentences;
}

bool cicu_sentences_set_text(CICUSentences *sentences, const uint8_t *text, int64_t length) {
    UErrorCode status = U_ZERO_ERROR;
    sentences->text = utext_openUTF8(sentences->text, (const char *)text, length, &status);
    ubrk_setUText(sentences->iterator, sentences->text, &status);
    return U_SUCCESS(status);
}

int32_t cicu_sentences_next(CICUSentences *sentences) {
    int32_t next = ubrk_next(sentences->iterator);
    return next == UBRK_DONE ? -1 : next;
}

void cicu_sentences_close(CICUSentences *sentences) {
    ubrk_close(sentences->iterator);
    utext_close(sentences->text);
    free(sentences);
}

static const UNormalizer2 *nfc(void) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFCInstance(&status);
    return U_SUCCESS(status) ? normalizer : NULL;
}

bool cicu_nfc_is_inert(uint32_t scalar) {
    const UNormalizer2 *normalizer = nfc();
    return normalizer == NULL || unorm2_isInert(normalizer, (UChar32)scalar);
}

bool cicu_nfc_has_boundary_before(uint32_t scalar) {
    const UNormalizer2 *normalizer = nfc();
    return normalizer == NULL || unorm2_hasBoundaryBefore(normalizer, (UChar32)scalar);
}

int32_t cicu_nfc(const uint16_t *text, int32_t length, uint16_t *result, int32_t capacity) {
    const UNormalizer2 *normalizer = nfc();
    if (normalizer == NULL) {
        return -1;
    }
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = unorm2_normalize(normalizer, text, length, result, capacity, &status);
    return U_SUCCESS(status) ? written : -1;
}

int32_t cicu_nfkd(uint32_t scalar, uint16_t *result, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *normalizer = unorm2_getNFKDInstance(&status);
    if (U_FAILURE(status)) {
        return -1;
    }
    int32_t written = unorm2_getDecomposition(normalizer, (UChar32)scalar, result, capacity, &status);
    return U_SUCCESS(status) ? written : -1;
}

CICUScript cicu_script(uint32_t scalar) {
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript((UChar32)scalar, &status)) {
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
        return CICU_SCRIPT_COMMON;
    case USCRIPT_HAN:
        return CICU_SCRIPT_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_BOPOMOFO:
        return CICU_SCRIPT_KANA;
    case USCRIPT_HANGUL:
        return CICU_SCRIPT_HANGUL;
    case USCRIPT_ARABIC:
        return CICU_SCRIPT_ARABIC;
    case USCRIPT_CYRILLIC:
        return CICU_SCRIPT_CYRILLIC;
    case USCRIPT_GREEK:
        return CICU_SCRIPT_GREEK;
    case USCRIPT_HEBREW:
        return CICU_SCRIPT_HEBREW;
    case USCRIPT_UNKNOWN:
        return CICU_SCRIPT_UNKNOWN;
    default:
        return CICU_SCRIPT_OTHER;
    }
}

bool cicu_has_script(uint32_t scalar, CICUScript script) {
    UChar32 character = (UChar32)scalar;
    switch (script) {
    case CICU_SCRIPT_HAN:
        return uscript_hasScript(character, USCRIPT_HAN);
    case CICU_SCRIPT_KANA:
        return uscript_hasScript(character, USCRIPT_HIRAGANA) || uscript_hasScript(character, USCRIPT_KATAKANA) ||
               uscript_hasScript(character, USCRIPT_BOPOMOFO);
    case CICU_SCRIPT_HANGUL:
        return uscript_hasScript(character, USCRIPT_HANGUL);
    default:
        return cicu_script(scalar) == script;
    }
}

CICUWidth cicu_width(uint32_t scalar) {
    switch (u_getIntPropertyValue((UChar32)scalar, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_HALFWIDTH:
        return CICU_WIDTH_HALF;
    case U_EA_WIDE:
        return CICU_WIDTH_WIDE;
    case U_EA_FULLWIDTH:
        return CICU_WIDTH_FULL;
    default:
        return CICU_WIDTH_NARROW;
    }
}

CICUSpeller *cicu_speller_open(const char *locale, bool ordinal) {
    UErrorCode status = U_ZERO_ERROR;
    UNumberFormat *format = unum_open(UNUM_SPELLOUT, NULL, 0, locale, NULL, &status);
    if (ordinal && U_SUCCESS(status)) {
        unum_setTextAttribute(format, UNUM_DEFAULT_RULESET, u"%spellout-ordinal", -1, &status);
    }
    if (U_FAILURE(status)) {
        unum_close(format);
        return NULL;
    }
    return (CICUSpeller *)format;
}

int32_t cicu_speller_spell(CICUSpeller *speller, int64_t number, uint16_t *result, int32_t capacity) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t written = unum_formatInt64((UNumberFormat *)speller, number, result, capacity, NULL, &status);
    return U_SUCCESS(status) ? written : -1;
}

void cicu_speller_close(CICUSpeller *speller) {
    unum_close((UNumberFormat *)speller);
}

struct Conversion {
    CICUConversion conversion;
    const UChar *start;
};

// ICU's own substitute is U+001A in some encodings.
static void replace_bad_bytes(const void *context, UConverterToUnicodeArgs *arguments, const char *bytes,
                              int32_t length, UConverterCallbackReason reason, UErrorCode *status) {
    (void)bytes;
    if (reason > UCNV_IRREGULAR) {
        return;
    }
    struct Conversion *state = (struct Conversion *)context;
    if (state->conversion.bad_sequences == 0) {
        state->conversion.first_bad = arguments->target - state->start;
    }
    state->conversion.bad_sequences += 1;
    state->conversion.bad_bytes += length;
    *status = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(arguments, u"\uFFFD", 1, 0, status);
}

CICUConversion cicu_convert(const char *encoding, const uint8_t *bytes, int64_t length, uint16_t *result,
                            int64_t capacity) {
    UChar *target = result;
    struct Conversion state = {{-1, 0, 0, -1}, target};
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(encoding, &status);
    ucnv_setToUCallBack(converter, replace_bad_bytes, &state, NULL, NULL, &status);
    const char *source = (const char *)bytes;
    ucnv_toUnicode(converter, &target, target + capacity, &source, source + length, NULL, true, &status);
    ucnv_close(converter);
    if (U_FAILURE(status)) {
        return state.conversion;
    }
    state.conversion.length = target - state.start;
    if (state.conversion.bad_sequences == 0) {
        state.conversion.first_bad = state.conversion.length;
    }
    return state.conversion;
}

struct CICUGuesses {
    UCharsetDetector *detector;
    const UCharsetMatch **matches;
    int32_t count;
};

CICUGuesses *cicu_guesses_open(const uint8_t *bytes, int32_t length) {
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    ucsdet_setText(detector, (const char *)bytes, length, &status);
    int32_t count = 0;
    const UCharsetMatch **matches = ucsdet_detectAll(detector, &count, &status);
    CICUGuesses *guesses = U_SUCCESS(status) ? malloc(sizeof *guesses) : NULL;
    if (guesses == NULL) {
        ucsdet_close(detector);
        return NULL;
    }
    guesses->detector = detector;
    guesses->matches = matches;
    guesses->count = count;
    return guesses;
}

int32_t cicu_guesses_count(const CICUGuesses *guesses) {
    return guesses->count;
}

const char *cicu_guess_name(const CICUGuesses *guesses, int32_t index) {
    UErrorCode status = U_ZERO_ERROR;
    const char *name = ucsdet_getName(guesses->matches[index], &status);
    return U_SUCCESS(status) ? name : "";
}

int32_t cicu_guess_confidence(const CICUGuesses *guesses, int32_t index) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t confidence = ucsdet_getConfidence(guesses->matches[index], &status);
    return U_SUCCESS(status) ? confidence : 0;
}

void cicu_guesses_close(CICUGuesses *guesses) {
    ucsdet_close(guesses->detector);
    free(guesses);
}
