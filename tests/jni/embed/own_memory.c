// Creates a VM in a process whose own memory lies in several places beneath 2 GB, as the heap of an executable at a fixed
// address may, and at 2 and 6 TB, as a sanitizer's shadow does; it stays what it was when classes are loaded and collected.
#include "../check.h"
#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>

#define PIECES 6
static const struct { size_t address, bytes; } pieces[PIECES] = {
    {0x38000000, 0x0c345000}, {0x50000000, 0x1000}, {0x5fff0000, 0x20000}, {0x7ffff000, 0x2000},
    {0x20000000000, 0x1000}, {0x60000000000, 0x1000}};

int main(int argc, char **argv) {
    for (int i = 0; i < PIECES; i++) {
        void *at = (void *)pieces[i].address;
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
        if (mmap(at, pieces[i].bytes, PROT_READ | PROT_WRITE, flags, -1, 0) != at) { P("mapping %d failed\n", i); return 2; }
        memset(at + pieces[i].bytes - 4096, 0xa5, 4096);
    }
    void *lib = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    if (!lib) { P("%s\n", dlerror()); return 2; }
    jint (*create)(JavaVM **, void **, void *) = dlsym(lib, "JNI_CreateJavaVM");
    char path[4096];
    snprintf(path, sizeof path, "-Djava.class.path=%s", argv[2]);
    JavaVMOption options[] = {{path, NULL}, {"-Xcomp", NULL}};
    JavaVMInitArgs args = {JNI_VERSION_10, 2, options, JNI_FALSE};
    JavaVM *vm;
    JNIEnv *env;
    jint r = create(&vm, (void **)&env, &args);
    P("create %d\n", r);
    if (r != JNI_OK) return 3;
    jclass helper = (*env)->FindClass(env, "EmbedHelper");
    P("loaded %d\n", (*env)->CallStaticIntMethod(env, helper, (*env)->GetStaticMethodID(env, helper, "loadMany", "()I")));
    P("destroy %d\n", (*vm)->DestroyJavaVM(vm));
    for (int i = 0; i < PIECES; i++) {
        unsigned char *at = (void *)pieces[i].address;
        int same = 1;
        for (size_t k = 0; k < 4096; k++) same &= at[k] == (pieces[i].bytes == 4096 ? 0xa5 : 0) && at[pieces[i].bytes - 1 - k] == 0xa5;
        P("piece %d the same: %d\n", i, same);
    }
    return 0;
}
