# ropewalk_data_file(TARGET FILE NAMESPACE FUNCTION HEADER): the bytes of data/FILE as `std::string_view FUNCTION()` of
# TARGET. The assembler takes the file in as it is, since compilers are slow with long literals. Its digest stands in the
# source, so that a compiler cache, which does not look into the file, knows another one.
function(ropewalk_data_file target file namespace function header)
  set(input "${CMAKE_SOURCE_DIR}/data/${file}")
  set(output "${CMAKE_CURRENT_BINARY_DIR}/generated/${function}.cpp")
  # The compiler's cache does not look into what the assembler reads: the digest in the text tells it apart.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${input}")
  file(SHA256 "${input}" digest)
  file(WRITE "${output}.new" "#include \"${header}\"

asm(\"/* ${digest} */ .section .rodata\\n.balign 16\\nropewalk_${function}_begin:\\n.incbin \\\"${input}\\\"\\n\"
    \"ropewalk_${function}_end:\\n.byte 0\\n.previous\\n\");

extern \"C\" {
extern const char ropewalk_${function}_begin[];
extern const char ropewalk_${function}_end[];
}

namespace ${namespace} {

std::string_view ${function}() {
  return {ropewalk_${function}_begin,
          static_cast<std::size_t>(ropewalk_${function}_end - ropewalk_${function}_begin)};
}

}  // namespace ${namespace}
")
  configure_file("${output}.new" "${output}" COPYONLY)
  set_source_files_properties("${output}" PROPERTIES OBJECT_DEPENDS "${input}")
  target_sources(${target} PRIVATE "${output}")
endfunction()
