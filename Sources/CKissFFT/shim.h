#if __has_include(<kissfft/kiss_fftr.h>)
#include <kissfft/kiss_fftr.h>
#else
#include <kiss_fftr.h>
#endif
