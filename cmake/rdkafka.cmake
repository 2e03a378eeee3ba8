# rdkafka::rdkafka, from -DRDKAFKA_ROOT=<folder>, from where `./dev setup` built it, or from the
# system where that is new enough.
set(RDKAFKA_ROOT ${CMAKE_SOURCE_DIR}/build/librdkafka CACHE PATH "folder with include/ and lib/")
find_path(RDKAFKA_INCLUDE_DIR librdkafka/rdkafka.h HINTS ${RDKAFKA_ROOT}/include)
find_library(RDKAFKA_LIBRARY rdkafka HINTS ${RDKAFKA_ROOT}/lib)
if(NOT RDKAFKA_INCLUDE_DIR OR NOT RDKAFKA_LIBRARY)
  message(FATAL_ERROR "librdkafka not found in ${RDKAFKA_ROOT}: run ./dev setup, or give "
    "-DRDKAFKA_ROOT=<folder with include/librdkafka/rdkafka.h and lib/librdkafka.a>")
endif()
file(STRINGS ${RDKAFKA_INCLUDE_DIR}/librdkafka/rdkafka.h version REGEX "define RD_KAFKA_VERSION ")
string(REGEX MATCH "0x([0-9a-f]+)" version "${version}")
if(version LESS 0x02030000)
  message(FATAL_ERROR "${RDKAFKA_LIBRARY} is too old to tell a topic's id, which 2.3 and later "
    "can: run ./dev setup")
endif()
add_library(rdkafka::rdkafka INTERFACE IMPORTED)
target_include_directories(rdkafka::rdkafka SYSTEM INTERFACE ${RDKAFKA_INCLUDE_DIR})
# Of the archive, which does not say what it stands on.
target_link_libraries(rdkafka::rdkafka INTERFACE ${RDKAFKA_LIBRARY} CURL::libcurl ZLIB::ZLIB
  ${ZSTD_LIBRARY} OpenSSL::SSL OpenSSL::Crypto Threads::Threads m ${CMAKE_DL_LIBS})
