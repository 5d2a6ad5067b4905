#include <sndfile.h>

#if defined(__linux__)
#include <sys/types.h>

// glibc declares these only under _GNU_SOURCE, which Swift's Glibc module is built without.
extern int renameat2(int oldFolder, const char *oldPath, int newFolder, const char *newPath, unsigned int flags);
extern int sync_file_range(int descriptor, off_t offset, off_t length, unsigned int flags);

// <linux/fs.h> and <linux/fcntl.h>
enum { RENAME_NOREPLACE = 1, RENAME_EXCHANGE = 2, SYNC_FILE_RANGE_WRITE = 2 };
#endif
