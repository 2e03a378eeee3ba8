# pinflow::allocator: malloc for the programs. A sanitizer brings its own.
#
# jemalloc, since a record is allocated by a thread of http/ and freed by one of eventlog/: with the
# C library's malloc each waits for the other's arena.
add_library(pinflow_allocator INTERFACE)
add_library(pinflow::allocator ALIAS pinflow_allocator)
if(NOT PINFLOW_SANITIZE)
  find_library(JEMALLOC_LIBRARY NAMES libjemalloc_pic.a jemalloc REQUIRED)
  target_link_libraries(pinflow_allocator INTERFACE ${JEMALLOC_LIBRARY})
endif()
