# mariadb::mariadb: the client library, as Debian's libmariadb-dev gives it.
find_path(MARIADB_INCLUDE_DIR mysql.h PATH_SUFFIXES mariadb mysql REQUIRED)
find_library(MARIADB_LIBRARY mariadb REQUIRED)
add_library(mariadb::mariadb INTERFACE IMPORTED)
target_include_directories(mariadb::mariadb SYSTEM INTERFACE ${MARIADB_INCLUDE_DIR})
target_link_libraries(mariadb::mariadb INTERFACE ${MARIADB_LIBRARY})
