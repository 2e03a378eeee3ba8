# postgresql::pq: the client library, as Debian's libpq-dev gives it.
find_path(PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
find_library(PQ_LIBRARY pq REQUIRED)
add_library(postgresql::pq INTERFACE IMPORTED)
target_include_directories(postgresql::pq SYSTEM INTERFACE ${PQ_INCLUDE_DIR})
target_link_libraries(postgresql::pq INTERFACE ${PQ_LIBRARY})
