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
