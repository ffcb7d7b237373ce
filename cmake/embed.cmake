# SPDX-License-Identifier: Apache-2.0
# Files under src/<folder>/data/ travel inside the binary, so it needs nothing beside it.

# tb_embed(<folder> <target>): makes "<folder>/data.h" for the target when the folder has data/.
# src/rating/data/meters.csv becomes `tollbridge::rating::data::meters`, a std::string_view, and
# an entry of `tollbridge::rating::data::files`.
function(tb_embed folder target)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/src/${folder}/data/*")
  if(NOT files)
    return()
  endif()
  set(header "${CMAKE_BINARY_DIR}/generated/${folder}/data.h")
  add_custom_command(
    OUTPUT "${header}"
    COMMAND Python3::Interpreter "${CMAKE_SOURCE_DIR}/tools/embed.py"
            "${CMAKE_SOURCE_DIR}/src/${folder}/data" "${folder}" "${header}"
    DEPENDS ${files} "${CMAKE_SOURCE_DIR}/tools/embed.py"
    COMMENT "Embedding src/${folder}/data"
    VERBATIM)
  string(REPLACE "/" "_" name "${folder}")
  add_custom_target(embed_${name} DEPENDS "${header}")
  add_dependencies(${target} embed_${name})
endfunction()
