#include "toml/document.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json.h"
#include "toml/read_toml.h"

namespace ropewalk::toml {
namespace {

Node read(std::string_view text) {
  auto document = read_document(text);
  EXPECT_TRUE(document) << (document ? "" : document.error().message);
  return document ? *document : Node();
}

TEST(Document, ValuesKnowTheirLines) {
  const Node node =
      read("a = 1\n\n[[package]]\nname = \"x\"\nfiles = [\n  {hash = 'h'},\n]\n[package.source]\nurl = \"u\"\n");
  const Node& package = node.items_of("package").front();
  EXPECT_EQ(package.find("name")->line, 4);
  EXPECT_EQ(package.items_of("files").front().line, 6);
  EXPECT_EQ(package.at("source.url")->line, 9);
}

TEST(Document, ReadsEveryKindOfString) {
  const Node node =
      read("a = \"q\\\"\\u00e9\\n\"\nb = 'c:\\d'\nc = \"\"\"\none\\\n   two\"\"\"\"\nd = '''\nx'y'''\n\"e f\".g = ''");
  EXPECT_EQ(node.text_of("a"), "q\"é\n");
  EXPECT_EQ(node.text_of("b"), "c:\\d");
  EXPECT_EQ(node.text_of("c"), "onetwo\"");
  EXPECT_EQ(node.text_of("d"), "x'y");
  EXPECT_EQ(node.at("e f")->text_of("g"), "");
}

TEST(Document, TellsKindsOfScalars) {
  const Node node = read("a = true\nb = -1_000.5e3\nc = 0xff\nd = 1979-05-27 07:32:00Z\ne = 07:32:00\nf = inf\n");
  EXPECT_EQ(node.find("a")->kind, NodeKind::kBoolean);
  EXPECT_EQ(node.find("b")->kind, NodeKind::kNumber);
  EXPECT_EQ(node.find("c")->kind, NodeKind::kNumber);
  EXPECT_EQ(node.find("d")->kind, NodeKind::kDate);
  EXPECT_EQ(node.find("d")->text, "1979-05-27 07:32:00Z");
  EXPECT_EQ(node.find("e")->kind, NodeKind::kDate);
  EXPECT_EQ(node.find("f")->kind, NodeKind::kNumber);
}

TEST(Document, RefusesWhatTheOtherReaderRefuses) {
  for (const char* text : {"a",
                           "[\x15"
                           "a]",
                           "a =",
                           "a = 1 2",
                           "= 1",
                           "a = 1\na = 2",
                           "[a]\n[a]",
                           "a = {b = 1}\n[a.c]",
                           "a = [1]\n[[a]]",
                           "[[a]]\n[a]",
                           "a = \"x",
                           "a = 'x\n'",
                           "a = \"\\x\"",
                           "a = {b = 1,}",
                           "a = [1",
                           "[a",
                           "[a]]",
                           "[[a]",
                           "a = yes",
                           "a.b = 1\n[a]",
                           "a = \"\\ud800\"",
                           "a = 1 # \x01",
                           "a = .5",
                           "[]",
                           "a..b = 1"}) {
    EXPECT_FALSE(read_document(text)) << text;
    EXPECT_FALSE(read_toml(text, "x")) << text;
  }
}

TEST(Document, TakesWhatTheOtherReaderTakes) {
  for (const char* text :
       {"", "# only\n", "a.b.c = 1\na.b.d = 2", "[a.b]\n[a]", "[[a.b]]\n[a.b.c]\nd = 1\n[[a.b]]",
        "a = [ # c\n 1,\n 2, # d\n]\r\n", "a = { }", "\"\" = 1", "[x]\ny.z = 1\n[x.w]", "1 = 1",
        "a = {b.c = 1, d = [{e = 2}]}", "a = \"\"\"x\"\"\"", "3.14 = 1", "a = +1\nb = 0o7\nc = nan"}) {
    EXPECT_TRUE(read_document(text)) << text;
    EXPECT_TRUE(read_toml(text, "x")) << text;
  }
}

TEST(Document, SaysWhereReadingEnded) {
  const auto document = read_document("[a]\nb = 1\nc = @\n");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().line, 3);
  EXPECT_EQ(document.error().column, 5);
  EXPECT_EQ(document.error().message, "'@' is not a value");
}

TEST(Document, DeepValuesAreRefused) { EXPECT_FALSE(read_document("a = " + std::string(100000, '['))); }

}  // namespace
}  // namespace ropewalk::toml
