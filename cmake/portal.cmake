# SPDX-License-Identifier: Apache-2.0
# The portal inside the program: what `make portal` left in build/portal becomes one pack file, and
# that a part of the program as it is, without being compiled. Without it the pack is empty.

# tb_add_portal(<target>): links the pack to a library. It is looked at in every build and made
# anew only if a file of the portal changed, so that no other object is built then.
function(tb_add_portal target)
  set(pack "${CMAKE_BINARY_DIR}/generated/portal.pack")
  set(source "${CMAKE_BINARY_DIR}/generated/portal_pack.cc")
  add_custom_target(portal_pack
    COMMAND Python3::Interpreter -B "${CMAKE_SOURCE_DIR}/tools/portal_pack.py"
            "${CMAKE_SOURCE_DIR}/build/portal" "${pack}"
    BYPRODUCTS "${pack}"
    COMMENT "Packing the portal"
    VERBATIM)
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT
"// Written by cmake/portal.cmake.
#include \"server/portal.h\"

asm(\".pushsection .rodata, \\\"a\\\"\\n\"
    \".global tollbridge_portal_begin, tollbridge_portal_end\\n\"
    \"tollbridge_portal_begin: .incbin \\\"@pack@\\\"\\n\"
    \"tollbridge_portal_end: .byte 0\\n\"
    \".popsection\\n\");

extern \"C\" const char tollbridge_portal_begin[];
extern \"C\" const char tollbridge_portal_end[];

namespace tollbridge::server {

std::string_view embedded_portal() {
  const auto bytes = tollbridge_portal_end - tollbridge_portal_begin;
  return {tollbridge_portal_begin, static_cast<std::size_t>(bytes)};
}

}  // namespace tollbridge::server
")
  add_library(tb_portal_pack STATIC "${source}")
  target_link_libraries(tb_portal_pack PRIVATE tb_flags)
  add_dependencies(tb_portal_pack portal_pack)
  # The compiler does not tell that it reads the pack.
  set_source_files_properties("${source}" PROPERTIES OBJECT_DEPENDS "${pack}")
  target_link_libraries(${target} PUBLIC tb_portal_pack)
endfunction()
