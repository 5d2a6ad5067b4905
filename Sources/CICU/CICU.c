#include "CICU.h"

#include <stdlib.h>
#include <unicode/ubrk.h>
#include <unicode/unorm2.h>
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
