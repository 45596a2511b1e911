# SPDX-License-Identifier: Apache-2.0
# services.cmake - units of systemd from packaging/systemd/: @SERVICE@ and @HARDENING@ are the lines that all of them share.
function(shared name)
  file(READ packaging/systemd/${name}.conf text)
  string(REGEX REPLACE "^# SPDX[^\n]*\n" "" text "${text}")
  string(STRIP "${text}" text)
  string(TOUPPER ${name} variable)
  set(${variable} "${text}" PARENT_SCOPE)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS packaging/systemd/${name}.conf)
endfunction()

shared(service)
shared(hardening)
file(GLOB units CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR}/packaging/systemd packaging/systemd/*.in)
foreach(unit ${units})
  string(REGEX REPLACE "\\.in$" "" name ${unit})
  configure_file(packaging/systemd/${unit} ${GENERATED}/systemd/${name} @ONLY)
  install(FILES ${GENERATED}/systemd/${name} DESTINATION lib/systemd/system)
endforeach()
