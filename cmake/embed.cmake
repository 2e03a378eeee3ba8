# pinflow_embed(TARGET GLOB...): puts the files into the program, for src/app/embedded.cc to find.
function(pinflow_embed target)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${ARGN})
  list(SORT files)
  set(bytes ".section .rodata\n")
  set(declarations "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS files)
    string(APPEND bytes ".global pinflow_embedded_${index}\npinflow_embedded_${index}:\n"
      ".incbin \"${CMAKE_SOURCE_DIR}/${file}\"\n"
      ".global pinflow_embedded_${index}_end\npinflow_embedded_${index}_end:\n.byte 0\n")
    string(APPEND declarations
      "extern \"C\" const char pinflow_embedded_${index}[], pinflow_embedded_${index}_end[];\n")
    string(APPEND rows
      "    {\"${file}\", pinflow_embedded_${index}, pinflow_embedded_${index}_end},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  string(APPEND bytes ".section .note.GNU-stack,\"\",@progbits\n")
  set(folder ${CMAKE_BINARY_DIR}/embedded)
  file(CONFIGURE OUTPUT ${folder}/bytes.S CONTENT "${bytes}" @ONLY)
  file(CONFIGURE OUTPUT ${folder}/table.cc CONTENT "#include <cstddef>
${declarations}namespace pinflow::app {
struct EmbeddedFile { const char *path, *begin, *end; };
extern const EmbeddedFile kEmbeddedFiles[];
extern const size_t kEmbeddedFileCount;
const EmbeddedFile kEmbeddedFiles[] = {\n${rows}};
const size_t kEmbeddedFileCount = ${index};
}  // namespace pinflow::app\n" @ONLY)
  list(TRANSFORM files PREPEND ${CMAKE_SOURCE_DIR}/)
  set_source_files_properties(${folder}/bytes.S PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${folder}/bytes.S ${folder}/table.cc)
endfunction()
