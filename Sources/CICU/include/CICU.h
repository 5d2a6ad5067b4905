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

#endif
