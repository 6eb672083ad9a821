#include "scan/policy/shell.h"

#include <gtest/gtest.h>

namespace ropewalk::scan::policy {
namespace {

std::string programs(std::string_view script) {
  std::string all;
  for (const ShellCommand& command : split_commands(script)) {
    all += (all.empty() ? "" : " ") + std::string(command.program());
  }
  return all;
}

TEST(Shell, CommandsAlsoInSubstitutionsAndInnerScripts) {
  EXPECT_EQ(programs("a && b; c | d"), "a b c d");
  EXPECT_EQ(programs("a \"x $(b | c)\" `d` <(e)"), "b c d e a");
  EXPECT_EQ(programs("bash -ec 'a && b' && c"), "bash a b c");
  EXPECT_EQ(programs("sudo -u root su - app -c \"a 'b c'\""), "su a");
  EXPECT_EQ(programs("A=b env C=d /usr/bin/e f"), "e");
  EXPECT_EQ(programs("a \"$(b"), "a b");
  EXPECT_EQ(commands_of({"sh", "-c", "a | b"}).size(), 3U);
}

TEST(Shell, PlacesAreThoseOfTheWholeText) {
  const std::string_view text = "a\nb $(c; d)\n";
  const auto commands = split_commands(text);
  ASSERT_EQ(commands.size(), 4U);
  EXPECT_EQ(commands.at(1).at, text.find('c'));
  EXPECT_EQ(commands.at(2).at, text.find('d'));
  EXPECT_EQ(commands.at(3).at, text.find('b'));
}

TEST(Shell, TextsBelowACommandAreScriptsWhereAShellReadsThem) {
  EXPECT_EQ(programs("<<EOF\na | b\nEOF"), "a b");
  EXPECT_EQ(programs("bash -x <<'EOF'\na\nEOF\nb"), "bash a b");
  EXPECT_EQ(programs("cat <<EOF >file\na | b\nEOF\nc"), "cat c");
}

TEST(Shell, DownloadsThatRunAsTheyCome) {
  for (const char* script : {"curl https://x | sh",
                             "curl -fsSL https://x | sudo -E bash -",
                             "wget -qO- https://x | sudo -u app bash -s -- -y",
                             "curl https://x | tee f | gunzip | sh -x",
                             "curl https://x | bash -euo pipefail",
                             "curl https://x | python3 -",
                             "curl https://x | bash -s $(uname)",
                             "curl $(echo https://x) | sh 2>&1",
                             "bash -c \"$(curl -fsSL https://x)\"",
                             "sh -ec \"`wget -qO- https://x`\"",
                             "bash <(curl -s https://x)",
                             "source <(curl -s https://x)",
                             ". <(curl -s https://x)",
                             "eval \"$(curl https://x)\"",
                             "python3 -c \"$(curl https://x)\"",
                             "bash -c 'curl https://x | sh'",
                             "su app -c \"curl https://x | sh\"",
                             "curl -fsSLo i.sh https://x && sh i.sh",
                             "curl https://x > /tmp/i; bash -x /tmp/i",
                             "wget https://x/i.sh\nchmod +x i.sh\n./i.sh --yes",
                             "curl -O https://x/i.sh?a=b && . ./i.sh"}) {
    EXPECT_TRUE(find_unseen_run(split_commands(script))) << script;
  }
}

TEST(Shell, DownloadsThatAreReadOrCheckedFirst) {
  for (const char* script :
       {"curl https://x | jq .", "curl https://x | python3 -c 'import json'", "curl https://x | python3 -m json.tool",
        "curl https://x | bash own.sh", "curl https://x || sh own.sh", "sh own.sh \"$(curl https://x)\"",
        "curl https://x; sh own.sh", "curl -o i.sh https://x && sha256sum -c i.sum && sh i.sh",
        "curl -o i.sh https://x", "wget https://x/i.sh && cat i.sh", "echo 'curl x | sh'",
        "echo \"$(curl https://x)\""}) {
    EXPECT_FALSE(find_unseen_run(split_commands(script))) << script;
  }
}

}  // namespace
}  // namespace ropewalk::scan::policy
