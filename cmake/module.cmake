# ropewalk_module(NAME LAYER n [UNHURRIED] [USES module...] [TEST_USES module...] [LIBRARIES target...])
#
# Makes the library `ropewalk_NAME` from src/NAME/**/*.cpp and, from the *_test.cpp beside them, the test program
# `NAME_test`. What several tests share (folders `fake/` and `testing/`, files `sample_*` and `fake_*`) is the library
# `ropewalk_NAME_testing`, which tests alone link: a room's tests get those of every room that its row names. USES is the whole list of modules that its files may include; tools/check_layers.py holds every #include
# against the same calls, so this table is the architecture.
# TEST_USES names modules that the tests alone may include besides: real adapters, where a fake could not show the claim.
# UNHURRIED: what takes time here are people, disks, networks and other programs; a release is compiled with -O1, which
# takes a quarter less.
# LIBRARIES are third-party targets of cmake/libraries.cmake; they stay private to the module.
function(ropewalk_module name)
  cmake_parse_arguments(arg "UNHURRIED" "LAYER" "USES;TEST_USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" "${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  set(shared_by_tests ${sources})
  set(for_tests "/(fake|testing)/|/(fake|sample)_[^/]*$")
  list(FILTER shared_by_tests INCLUDE REGEX "${for_tests}")
  list(FILTER sources EXCLUDE REGEX "${for_tests}")

  list(TRANSFORM arg_USES PREPEND "ropewalk_" OUTPUT_VARIABLE used)
  list(TRANSFORM arg_TEST_USES PREPEND "ropewalk_" OUTPUT_VARIABLE used_by_tests)
  list(TRANSFORM used APPEND "_testing" OUTPUT_VARIABLE used_testing)
  if(sources)
    add_library(ropewalk_${name} STATIC ${sources})
    target_include_directories(ropewalk_${name} PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(ropewalk_${name} PUBLIC ${used} ropewalk_thirdparty_headers PRIVATE ropewalk_options ${arg_LIBRARIES})
    if(arg_UNHURRIED)
      target_compile_options(ropewalk_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
      ropewalk_precompiled(ropewalk_${name} unhurried)
    else()
      ropewalk_precompiled(ropewalk_${name} quick)
    endif()
  else()
    add_library(ropewalk_${name} INTERFACE)
    target_include_directories(ropewalk_${name} INTERFACE "${CMAKE_CURRENT_SOURCE_DIR}")
    target_link_libraries(ropewalk_${name} INTERFACE ${used} ropewalk_thirdparty_headers)
  endif()

  if(shared_by_tests)
    add_library(ropewalk_${name}_testing STATIC ${shared_by_tests})
    target_link_libraries(ropewalk_${name}_testing PUBLIC ropewalk_${name} ${used_testing} PRIVATE ropewalk_options)
    ropewalk_precompiled(ropewalk_${name}_testing quick)
  else()
    add_library(ropewalk_${name}_testing INTERFACE)
    target_link_libraries(ropewalk_${name}_testing INTERFACE ropewalk_${name} ${used_testing})
  endif()

  if(tests AND NOT ROPEWALK_FUZZ)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE
      ropewalk_${name}_testing ropewalk_ports_testing ${used_by_tests} ropewalk_options ${arg_LIBRARIES}
      GTest::gmock GTest::gtest_main lib_rapidcheck)
    # A test's own code is not what is to be quick: compiling it is.
    target_compile_options(${name}_test PRIVATE -O0)
    ropewalk_precompiled(${name}_test tests)
    add_test(NAME ${name} COMMAND ${name}_test)
  endif()
endfunction()
