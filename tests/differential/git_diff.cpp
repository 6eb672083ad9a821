// Holds our git_diff against `git diff` on random texts. The first argument is how many, the second the seed.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "text/git_diff/git_diff.h"

namespace {

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t most) { return random() % most; }

/// Lines that repeat and have indents, as those of programs do; sometimes few kinds of them, sometimes many.
std::string line(Random& random, std::size_t kinds) {
  constexpr std::array<const char*, 10> kUsual = {"",       "}",          "    }",     "\treturn x;", "  # ---",
                                                  "else {", "    break;", "import os", " \t ",        "end"};
  if (below(random, 3) == 0) {
    return kUsual[below(random, kUsual.size())];
  }
  return std::string(below(random, 4) * 2, ' ') + fmt::format("line {}", below(random, kinds));
}

std::vector<std::string> lines(Random& random, std::size_t count, std::size_t kinds) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(line(random, kinds));
  }
  return all;
}

/// Some stretches gone, put in, or repeated.
std::vector<std::string> changed(Random& random, std::vector<std::string> all, std::size_t kinds) {
  for (std::size_t change = 0; change < 1 + below(random, 6); ++change) {
    const std::size_t at = below(random, all.size() + 1);
    const std::size_t length = std::min(below(random, 12), all.size() - at);
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(length);
    const std::vector<std::string> stretch(begin, end);
    switch (below(random, 4)) {
      case 0: all.erase(begin, end); break;
      case 1: all.insert(end, stretch.begin(), stretch.end()); break;
      default: {
        const auto fresh = lines(random, 1 + below(random, 10), kinds);
        all.insert(begin, fresh.begin(), fresh.end());
      }
    }
  }
  return all;
}

std::string text_of(Random& random, const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) {
    text += one + "\n";
  }
  if (!text.empty() && below(random, 8) == 0) {
    text.pop_back();
  }
  return text;
}

std::string range(std::size_t begin, std::size_t end) {
  const std::size_t count = end - begin;
  return count == 1 ? fmt::format("{}", begin + 1) : fmt::format("{},{}", count == 0 ? begin : begin + 1, count);
}

std::string ours(const std::string& a, const std::string& b) {
  std::string text;
  for (const ropewalk::text::Hunk& hunk : ropewalk::text::git_diff(a, b)) {
    text += fmt::format("@@ -{} +{} @@\n", range(hunk.a_begin, hunk.a_end), range(hunk.b_begin, hunk.b_end));
  }
  return text;
}

std::string gits(const std::string& folder) {
  const std::string command = "git diff --no-index -U0 " + folder + "/a " + folder + "/b";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string text;
  std::array<char, 65536> buffer = {};
  std::string all;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    all.append(buffer.data(), got);
  }
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find('\n', at), all.size());
    const std::string one = all.substr(at, end - at);
    if (one.starts_with("@@ ")) {
      text += one.substr(0, one.find(" @@", 3) + 3) + "\n";
    }
    at = end + 1;
  }
  return text;
}

}  // namespace

int main(int count, char** words) {
  const std::size_t texts = count > 1 ? std::stoul(words[1]) : 10'000;
  Random random(count > 2 ? static_cast<unsigned>(std::stoul(words[2])) : 1);
  std::string folder = "/tmp/ropewalk-git-diff-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) {
    return 2;
  }
  std::size_t different = 0;
  for (std::size_t number = 0; number < texts; ++number) {
    const bool is_large = number % 50 == 0;
    const std::size_t kinds = 1 + below(random, is_large ? 3000 : 60);
    const auto before = lines(random, below(random, is_large ? 6000 : 80), kinds);
    // Sometimes another text altogether.
    const auto after = below(random, 10) == 0 ? lines(random, below(random, is_large ? 6000 : 80), kinds)
                                              : changed(random, before, kinds);
    const std::string a = text_of(random, before);
    const std::string b = text_of(random, after);
    std::ofstream(folder + "/a") << a;
    std::ofstream(folder + "/b") << b;
    const std::string mine = ours(a, b);
    const std::string git = gits(folder);
    if (mine != git) {
      ++different;
      const std::string kept = fmt::format("{}/{}", folder, number);
      std::filesystem::create_directory(kept);
      std::ofstream(kept + "/a") << a;
      std::ofstream(kept + "/b") << b;
      std::cout << kept << ": git\n" << git << "ours\n" << mine;
    }
  }
  std::cout << "git_diff: " << different << " differences in " << texts << " pairs of texts\n";
  if (different == 0) {
    std::filesystem::remove_all(folder);
  }
  return different == 0 ? 0 : 1;
}
