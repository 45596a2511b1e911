# SPDX-License-Identifier: Apache-2.0
# package.cmake - what the package for Debian has besides the program: settings, papers, the user (packaging/).
#   cmake --preset package && cmake --build --preset package && cpack --preset package
# gives build/package/hentra_VERSION_ARCH.deb, and hentra-dbgsym with debug symbols. SOURCE_DATE_EPOCH fixes all times in it.
set(CPACK_PACKAGE_NAME hentra)
set(CPACK_PACKAGE_CONTACT "hentra's makers <hentra@packages.invalid>" CACHE STRING "Who answers for the package, with an address")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "timeliness of administrative dossiers, through Kafka into PostgreSQL")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "hentra collects from one-stop systems what happened to each dossier, through
Apache Kafka into a PostgreSQL warehouse, exactly once. It reports how many
were resolved early, on time and late, and how many came in online (form 06 of
TT 01/2020/TT-VPCP, index 766), and raises an alert the moment one is about to
be late.")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON) # /etc lies outside of /usr
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Certificates of authorities and zones are files, which no library asks for.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, ca-certificates, tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql (>= 15)")
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON) # strips the program, too
set(CPACK_POST_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package_symbols.cmake)
set(papers ${CMAKE_SOURCE_DIR}/packaging/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${papers}/postinst ${papers}/prerm ${papers}/postrm ${papers}/conffiles)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(${papers}/changelog.in ${GENERATED}/changelog.Debian @ONLY)
add_custom_command(
  OUTPUT ${GENERATED}/changelog.gz ${GENERATED}/changelog.Debian.gz
  COMMAND gzip -9nc ${CMAKE_SOURCE_DIR}/CHANGELOG.md > ${GENERATED}/changelog.gz
  COMMAND gzip -9nc ${GENERATED}/changelog.Debian > ${GENERATED}/changelog.Debian.gz
  DEPENDS CHANGELOG.md ${GENERATED}/changelog.Debian)
add_custom_target(papers ALL DEPENDS ${GENERATED}/changelog.gz ${GENERATED}/changelog.Debian.gz)
install(FILES ${papers}/copyright ${GENERATED}/changelog.gz ${GENERATED}/changelog.Debian.gz README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs FILES_MATCHING PATTERN "*.md")
install(FILES ${papers}/hentra.lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME hentra)
install(FILES packaging/etc/hentra.conf DESTINATION /etc/hentra)
file(GLOB environments CONFIGURE_DEPENDS packaging/etc/*.env)
install(FILES ${environments} DESTINATION /etc/hentra PERMISSIONS OWNER_READ OWNER_WRITE)
include(CPack)
