// Fuzzes the YAML reader: whatever the bytes, nodes form a tree and stand within the text.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <memory_resource>
#include <string>

#include "yaml/comments.h"
#include "yaml/document.h"

namespace {

void check(bool holds) {
  if (!holds) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ropewalk;
  const auto file = std::make_shared<SourceFile>("fuzz.yml", std::string(reinterpret_cast<const char*>(data), size));
  std::pmr::monotonic_buffer_resource memory;
  const yaml::Document document = yaml::read_document(file, memory);
  const std::size_t count = document.nodes.size();
  for (std::size_t index = 0; index < count; ++index) {
    const yaml::Node& node = document.nodes[index];
    check(node.next > index && node.next <= count);
    check(node.span.begin <= node.span.end && node.span.end <= size);
    check(node.kind != yaml::NodeKind::kAlias || node.target < index);
    std::size_t child = index + 1;
    for (std::uint32_t number = 0; number < node.child_count; ++number) {
      check(child < node.next);
      child = document.nodes[child].next;
    }
    check(child == node.next);
  }
  check(count > 0 || document.problem.has_value());
  for (const yaml::Comment& comment : yaml::read_comments(document)) {
    check(comment.span.end <= size && file->text()[comment.span.begin] == '#');
  }
  return 0;
}
