# Warnings as errors, hardening, sanitizers, and the faster tools where they are installed.
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror
  -fstack-protector-strong -fno-omit-frame-pointer)
# GCC 12 reports these two for its own library's code after inlining.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-maybe-uninitialized -Wno-restrict)
  if(CMAKE_UNITY_BUILD)
    # It takes the sources of a group for headers, which should not hold names of one file.
    add_compile_options(-Wno-subobject-linkage)
  endif()
endif()
add_compile_definitions(_GLIBCXX_ASSERTIONS)

if(PINFLOW_SANITIZE)
  add_compile_options(-fsanitize=${PINFLOW_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PINFLOW_SANITIZE})
  if(PINFLOW_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()

find_program(ccache ccache)
if(ccache)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ccache})
endif()
find_program(mold mold)
if(mold)
  add_link_options(-fuse-ld=mold)
endif()
