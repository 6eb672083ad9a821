# Debian's packages behind one target each. Static archives are taken where Debian ships them: a process that links the
# shared objects of all these libraries needs 6 to 9 ms to start, one that links the archives about 1.
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)

# ropewalk_archive(NAME file... [NEEDS target...]): an imported target over the first of lib<file>.a found, in order.
function(ropewalk_archive name)
  cmake_parse_arguments(arg "" "" "NEEDS" ${ARGN})
  add_library(lib_${name} INTERFACE)
  foreach(file IN LISTS arg_UNPARSED_ARGUMENTS)
    find_library(ROPEWALK_LIB_${file} NAMES lib${file}.a ${file} REQUIRED)
    target_link_libraries(lib_${name} INTERFACE "${ROPEWALK_LIB_${file}}")
  endforeach()
  target_link_libraries(lib_${name} INTERFACE ${arg_NEEDS})
endfunction()

ropewalk_archive(rapidcheck rapidcheck)
ropewalk_archive(yaml yaml)
ropewalk_archive(xml pugixml)
ropewalk_archive(re2 re2 NEEDS Threads::Threads)
ropewalk_archive(crypto crypto NEEDS Threads::Threads ${CMAKE_DL_LIBS})
ropewalk_archive(sodium sodium)
ropewalk_archive(json boost_json)
ropewalk_archive(sqlite SQLiteCpp sqlite3 NEEDS Threads::Threads ${CMAKE_DL_LIBS} m)
ropewalk_archive(zstd zstd)
ropewalk_archive(zlib z)
ropewalk_archive(deflate deflate)
ropewalk_archive(archive archive nettle zstd lz4 bz2 lzma z acl attr NEEDS lib_crypto)

# What every file may include: fmt (its bodies are in src/base/fmt_library.cpp), expected, Boost.JSON.
add_library(ropewalk_thirdparty_headers INTERFACE)
target_link_libraries(ropewalk_thirdparty_headers INTERFACE lib_json Threads::Threads)
