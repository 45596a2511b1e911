# SPDX-License-Identifier: Apache-2.0
# package_symbols.cmake - run by cpack: mends its package with debug symbols. cpack 3.25 writes its checksums with
# the paths of where it was built, and leaves out where its papers are.
foreach(ddeb ${CPACK_PACKAGE_FILES})
  if(NOT ddeb MATCHES "-dbgsym_.*\\.ddeb$")
    continue()
  endif()
  set(tree ${CPACK_TEMPORARY_DIRECTORY}-symbols)
  file(REMOVE_RECURSE ${tree})
  execute_process(COMMAND dpkg-deb -R ${ddeb} ${tree} COMMAND_ERROR_IS_FATAL ANY)
  file(MAKE_DIRECTORY ${tree}/usr/share/doc)
  file(CREATE_LINK ${CPACK_PACKAGE_NAME} ${tree}/usr/share/doc/${CPACK_PACKAGE_NAME}-dbgsym SYMBOLIC)
  execute_process(COMMAND sh -c "chmod 755 usr/share usr/share/doc && find usr -type f -exec md5sum {} + >DEBIAN/md5sums"
                  WORKING_DIRECTORY ${tree} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND dpkg-deb --root-owner-group -b ${tree} ${ddeb} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE_RECURSE ${tree})
endforeach()
