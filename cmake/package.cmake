# The Debian package that `./dev package` makes with CPack: the program, DuckDB's library beside it,
# the service of systemd and its settings. Everything else comes from Debian's own packages.
file(REAL_PATH ${DUCKDB_LIBRARY} duckdb_file)
set_target_properties(pinflow PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/pinflow")
install(TARGETS pinflow RUNTIME DESTINATION bin)
install(FILES ${duckdb_file} DESTINATION lib/pinflow)
install(FILES deploy/systemd/pinflow.service DESTINATION /usr/lib/systemd/system)
install(FILES deploy/pinflow.toml DESTINATION /etc/pinflow)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME pinflow)
set(CPACK_PACKAGE_CONTACT "pinflow's maintainers <maintainers@pinflow.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "the Pinterest data pipeline in one program")
set(CPACK_PACKAGE_DESCRIPTION "Posts come in by the Kafka REST Proxy's, Kafka's and Kinesis' own
protocols, and become objects, Delta tables, answers and live numbers.")
set(CPACK_PACKAGE_FILE_NAME pinflow)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
get_filename_component(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${duckdb_file} DIRECTORY)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, tzdata")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/deploy/debian/conffiles
  ${CMAKE_SOURCE_DIR}/deploy/debian/postinst ${CMAKE_SOURCE_DIR}/deploy/debian/prerm
  ${CMAKE_SOURCE_DIR}/deploy/debian/postrm)
include(CPack)
