# SPDX-License-Identifier: Apache-2.0
# How everything is compiled: `tb_flags` is linked by every target of ours.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(ccache_program ccache)
if(ccache_program AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # What ccache asks for before it keeps anything that reads a precompiled header; and a warning
  # turned off changes no object.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
    "CCACHE_SLOPPINESS=pch_defines,time_macros"
    "CCACHE_IGNOREOPTIONS=-Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow"
    "${ccache_program}")
endif()

include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

find_package(Threads REQUIRED)
add_library(tb_flags INTERFACE)
target_link_libraries(tb_flags INTERFACE Threads::Threads)
target_include_directories(tb_flags INTERFACE
  "${CMAKE_SOURCE_DIR}/src" "${CMAKE_BINARY_DIR}/generated")
target_compile_options(tb_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  "-ffile-prefix-map=${CMAKE_SOURCE_DIR}=.")
if(TOLLBRIDGE_WERROR)
  target_compile_options(tb_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: a plain `"text" + std::string` is called an overlapping copy.
  target_compile_options(tb_flags INTERFACE -Wno-restrict)
  if(TOLLBRIDGE_PCH)
    # The same bug, as it shows with precompiled headers. The sanitizers' builds keep the warnings.
    target_compile_options(tb_flags INTERFACE
      -Wno-array-bounds -Wno-stringop-overread -Wno-stringop-overflow)
  endif()
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 calls its own deprecated buffer in stable_sort, and Clang tells us; what we call
  # ourselves GCC tells, as an error.
  target_compile_options(tb_flags INTERFACE
    -Wthread-safety -Werror=thread-safety -Wno-deprecated-declarations)
endif()

# Tests, not what they test: optimizing GoogleTest's macros takes a fifth of the whole build.
add_library(tb_test_flags INTERFACE)

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(tb_test_flags INTERFACE -O1)
  target_compile_options(tb_flags INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  target_link_options(tb_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
if(TOLLBRIDGE_SANITIZE)
  target_compile_options(tb_flags INTERFACE
    "-fsanitize=${TOLLBRIDGE_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # wrong under sanitizers: GCC 105562
  if(TOLLBRIDGE_SANITIZE MATCHES "undefined")
    # The vptr check wants type information that SOCI's library keeps to itself.
    target_compile_options(tb_flags INTERFACE -fno-sanitize=vptr)
  endif()
  if(TOLLBRIDGE_SANITIZE MATCHES "thread")
    # GCC says that it does not see the fences of Boost.Asio; what they order is ordered by locks.
    target_compile_options(tb_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  endif()
  target_compile_definitions(tb_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_link_options(tb_flags INTERFACE "-fsanitize=${TOLLBRIDGE_SANITIZE}")
endif()
if(TOLLBRIDGE_VERIFY)
  target_compile_definitions(tb_flags INTERFACE TOLLBRIDGE_VERIFY=1)
endif()

file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/generated/generated/version.h" @ONLY CONTENT
"// Written by CMake from the file VERSION.
#pragma once

#include <string_view>

namespace tollbridge {
inline constexpr std::string_view version = \"@PROJECT_VERSION@\";
}  // namespace tollbridge
")
