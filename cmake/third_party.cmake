# SPDX-License-Identifier: Apache-2.0
# What a third-party header named in layers.txt links. All of it is in Debian, by name; see
# tools/install_deps.sh. System directories and imported targets give no warnings of theirs.
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(CURL REQUIRED)
find_package(GTest CONFIG REQUIRED)

# tb_third_party(<name> <library>... [INCLUDE <header>]): the imported target third_party::<name>.
function(tb_third_party name)
  cmake_parse_arguments(arg "" "INCLUDE" "" ${ARGN})
  add_library(third_party_${name} INTERFACE)
  foreach(library ${arg_UNPARSED_ARGUMENTS})
    find_library(${library}_library ${library} REQUIRED)
    mark_as_advanced(${library}_library)
    target_link_libraries(third_party_${name} INTERFACE "${${library}_library}")
  endforeach()
  if(arg_INCLUDE)
    find_path(${name}_include ${arg_INCLUDE} PATH_SUFFIXES ${name} REQUIRED)
    mark_as_advanced(${name}_include)
    target_include_directories(third_party_${name} SYSTEM INTERFACE "${${name}_include}")
  endif()
  add_library(third_party::${name} ALIAS third_party_${name})
endfunction()

tb_third_party(soci soci_core soci_sqlite3 INCLUDE soci.h)
tb_third_party(rocksdb rocksdb)
tb_third_party(simdjson simdjson)
tb_third_party(yaml yaml-cpp)
tb_third_party(xxhash xxhash)
tb_third_party(zstd zstd)
tb_third_party(lz4 lz4)
tb_third_party(rapidcheck rapidcheck)
tb_third_party(benchmark benchmark benchmark_main)

set(tb_links_soci/ third_party::soci SQLite::SQLite3)
set(tb_links_sqlite3.h SQLite::SQLite3)
set(tb_links_rocksdb/ third_party::rocksdb)
set(tb_links_simdjson.h third_party::simdjson)
set(tb_links_yaml-cpp/ third_party::yaml)
set(tb_links_xxhash.h third_party::xxhash)
set(tb_links_zstd.h third_party::zstd)
set(tb_links_lz4.h third_party::lz4)
set(tb_links_zlib.h ZLIB::ZLIB)
set(tb_links_openssl/ OpenSSL::Crypto)
set(tb_links_spdlog/ spdlog::spdlog)
set(tb_links_fmt/ fmt::fmt)
set(tb_links_curl/ CURL::libcurl)
set(tb_links_boost/ "")     # headers only
set(tb_links_CLI/ "")       # headers only
set(tb_links_nlohmann/ "")  # headers only
