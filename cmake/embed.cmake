# ropewalk_embed(TARGET FUNCTION FOLDER FILE...): the texts of files as `std::span<const Embedded> FUNCTION()` of TARGET.
function(ropewalk_embed target function folder)
  set(generator "${CMAKE_SOURCE_DIR}/tools/embed_templates.py")
  string(REPLACE "ropewalk_" "" room ${target})
  set(output "${CMAKE_CURRENT_BINARY_DIR}/generated/${function}.cpp")
  file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/generated")
  list(TRANSFORM ARGN PREPEND "${folder}/" OUTPUT_VARIABLE inputs)
  add_custom_command(
    OUTPUT "${output}"
    COMMAND Python3::Interpreter "${generator}" "${output}" ${room} ${function} "${folder}" ${ARGN}
    DEPENDS ${inputs} "${generator}"
    COMMENT "Embedding ${folder}"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()

# ropewalk_embed_text(TARGET NAMESPACE FUNCTION FILE): a file's text as `std::string_view NAMESPACE::FUNCTION()` of TARGET.
function(ropewalk_embed_text target space function file)
  set(generator "${CMAKE_SOURCE_DIR}/tools/embed_text.py")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/generated/${function}.cpp")
  file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/generated")
  add_custom_command(
    OUTPUT "${output}"
    COMMAND Python3::Interpreter "${generator}" "${output}" ${space} ${function} "${file}"
    DEPENDS "${file}" "${generator}" "${CMAKE_SOURCE_DIR}/tools/embed_templates.py"
    COMMENT "Embedding ${file}"
    VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
