# Headers that most files include, read once by g++ and kept in the form that it reads quickest: two thirds of the time of
# a build from nothing went into reading them again (docs/decisions/0213). Each file still includes what it uses: builds
# by clang, and with -DROPEWALK_PRECOMPILED=OFF, go without.
option(ROPEWALK_PRECOMPILED "Read common headers once (g++ alone)" ON)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(ROPEWALK_PRECOMPILED OFF)
endif()

set(common_headers
  <fmt/format.h> <tl/expected.hpp> <boost/json/array.hpp> <boost/json/object.hpp> <boost/json/value.hpp>
  <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <mutex> <optional>
  <set> <span> <stop_token> <string> <string_view> <thread> <utility> <variant> <vector>)

# ropewalk_headers(NAME [OPTIONS option...] [HEADERS header... LIBRARIES target...]): the library `ropewalk_headers_NAME`, which has the common
# headers and some more as files compiled with these options read them.
function(ropewalk_headers name)
  if(ROPEWALK_PRECOMPILED)
    cmake_parse_arguments(arg "" "" "OPTIONS;HEADERS;LIBRARIES" ${ARGN})
    set(source "${CMAKE_CURRENT_BINARY_DIR}/generated/headers_${name}.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "// Nothing but the headers that come before it.\n")
    add_library(ropewalk_headers_${name} OBJECT "${source}")
    target_link_libraries(ropewalk_headers_${name} PRIVATE ropewalk_thirdparty_headers ropewalk_options ${arg_LIBRARIES})
    target_compile_options(ropewalk_headers_${name} PRIVATE ${arg_OPTIONS})
    target_precompile_headers(ropewalk_headers_${name} PRIVATE ${common_headers} ${arg_HEADERS})
  endif()
endfunction()

# ropewalk_precompiled(TARGET NAME): compiles a target with the headers of that name.
function(ropewalk_precompiled target name)
  if(ROPEWALK_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ropewalk_headers_${name})
  endif()
endfunction()
