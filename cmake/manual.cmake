# SPDX-License-Identifier: Apache-2.0
# manual.cmake - lets the program print its manual pages (man/man1/hentra-load.1.gz …) and its completions.
#   cmake -DHENTRA=PROGRAM -DOUT=FOLDER -P manual.cmake
# Pages are compressed as distributions want them, without a time, so that the same program gives the same bytes.
function(print file)
  execute_process(COMMAND ${HENTRA} ${ARGN} OUTPUT_FILE ${OUT}/${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${OUT}/man)
execute_process(COMMAND ${HENTRA} man --list OUTPUT_VARIABLE pages COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" pages "${pages}")
set(files "")
foreach(page ${pages})
  string(REGEX REPLACE "^(.*)\\.([0-9])$" "\\1;\\2" parts ${page})
  list(GET parts 0 name)
  list(GET parts 1 section)
  string(REGEX REPLACE "^hentra-?" "" command ${name})
  if(section EQUAL 5)
    set(command ${name})
  endif()
  file(MAKE_DIRECTORY ${OUT}/man/man${section})
  print(man/man${section}/${page} man ${command})
  list(APPEND files ${OUT}/man/man${section}/${page})
endforeach()
execute_process(COMMAND gzip -9n ${files} COMMAND_ERROR_IS_FATAL ANY)
foreach(shell bash zsh fish)
  print(hentra.${shell} completion ${shell})
endforeach()
file(TOUCH ${OUT}/man/printed)
