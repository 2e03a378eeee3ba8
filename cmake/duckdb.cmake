# duckdb::duckdb, from -DDUCKDB_ROOT=<an unpacked libduckdb archive> (duckdb.h and libduckdb.so),
# or from where `./dev setup` put it. The program finds the library beside itself when installed.
set(DUCKDB_ROOT ${CMAKE_SOURCE_DIR}/build/duckdb CACHE PATH "folder with duckdb.h and libduckdb.so")
find_path(DUCKDB_INCLUDE_DIR duckdb.h PATHS ${DUCKDB_ROOT} ${DUCKDB_ROOT}/include NO_CACHE)
find_library(DUCKDB_LIBRARY duckdb PATHS ${DUCKDB_ROOT} ${DUCKDB_ROOT}/lib NO_CACHE)
if(NOT DUCKDB_INCLUDE_DIR OR NOT DUCKDB_LIBRARY)
  message(FATAL_ERROR "DuckDB not found in ${DUCKDB_ROOT}: run ./dev setup, or give "
    "-DDUCKDB_ROOT=<folder with duckdb.h and libduckdb.so>")
endif()
add_library(duckdb::duckdb SHARED IMPORTED)
set_target_properties(duckdb::duckdb PROPERTIES IMPORTED_LOCATION ${DUCKDB_LIBRARY}
  INTERFACE_INCLUDE_DIRECTORIES ${DUCKDB_INCLUDE_DIR})
