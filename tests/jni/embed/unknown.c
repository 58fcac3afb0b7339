// An unknown option is refused when it is not to be ignored.
#include "../check.h"
#include <dlfcn.h>

int main(int argc, char **argv) {
    void *lib = dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL);
    if (!lib) { P("%s\n", dlerror()); return 2; }
    jint (*create)(JavaVM **, void **, void *) = dlsym(lib, "JNI_CreateJavaVM");
    JavaVM *vm; JNIEnv *env;
    JavaVMOption options[] = {{"-Xnosuchoption", NULL}};
    JavaVMInitArgs args = {JNI_VERSION_10, 1, options, JNI_FALSE};
    P("create %d\n", create(&vm, (void **)&env, &args));
    return 0;
}
