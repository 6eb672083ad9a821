# ropewalk_schema(TARGET FILE FUNCTION): compiles data/FILE into tables of TARGET, behind `const Schema& FUNCTION()`.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(ropewalk_schema target file function)
  set(source "${CMAKE_SOURCE_DIR}/data/${file}")
  set(generator "${CMAKE_SOURCE_DIR}/tools/generate_schema.py")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/generated/${function}.cpp")
  file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/generated")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND Python3::Interpreter "${generator}" "${source}" ${function} "${output}"
    DEPENDS "${source}" "${generator}"
    COMMENT "Compiling data/${file} into tables"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
