#include "image/dockerfile/dockerfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/dockerfile/expand.h"
#include "image/dockerfile/resolve.h"
#include "image/dockerfile/rewrite.h"

namespace ropewalk::image::dockerfile {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ReadResult read(std::string text) {
  return read_dockerfile(std::make_shared<SourceFile>("Dockerfile", std::move(text)));
}

/// `line: message` of each error.
std::vector<std::string> errors_of(const std::vector<Error>& errors) {
  std::vector<std::string> out;
  for (const Error& error : errors) {
    const auto line = error.place.has_place() ? error.place.file->locate(error.place.span.begin).line : 0;
    out.push_back(std::to_string(line) + ": " + error.message);
  }
  return out;
}

Rewritten rewritten(std::string text, BuildSettings settings = {}) {
  settings.platform = settings.platform.empty() ? "linux/amd64" : settings.platform;
  settings.build_platform = "linux/amd64";
  const ReadResult result = read(std::move(text));
  EXPECT_THAT(errors_of(result.errors), IsEmpty());
  const Resolved resolved = resolve(result.dockerfile, settings);
  EXPECT_THAT(errors_of(resolved.errors), IsEmpty());
  return rewrite_for_buildah(result.dockerfile, resolved, {settings, 315619200});
}

TEST(Dockerfile, LinesAreJoinedAndCommentsInsideLeftOut) {
  const auto result = read("FROM a\nRUN one \\\n  # not this\n\n  two \\  \n  three\n");
  ASSERT_THAT(errors_of(result.errors), IsEmpty());
  const Instruction& run = result.dockerfile.stages[0].instructions[0];
  EXPECT_EQ(run.text, "one   two   three");
  EXPECT_EQ(result.dockerfile.at(run.span).file->locate(run.span.begin).line, 2U);
}

TEST(Dockerfile, TheEscapeCharacterCanBeChosen) {
  const auto result = read("# escape=`\nFROM a\nRUN one `\n two\\\n");
  ASSERT_THAT(errors_of(result.errors), IsEmpty());
  EXPECT_EQ(result.dockerfile.stages[0].instructions[0].text, "one  two\\");
}

TEST(Dockerfile, ADirectiveBehindACommentIsAComment) {
  EXPECT_EQ(read("# hello\n# escape=`\nFROM a\n").dockerfile.escape, '\\');
}

TEST(Dockerfile, ADoubledEscapeAtTheEndContinuesNothing) {
  const auto result = read("FROM a\nRUN echo \\\\\nRUN two\n");
  EXPECT_EQ(result.dockerfile.stages[0].instructions.size(), 2U);
}

TEST(Dockerfile, HeredocsStandBelowTheirInstruction) {
  const auto result =
      read("FROM a\nRUN <<EOF sh -x\n# kept\n\none\nEOF\nCOPY <<-'A' <<B /to/\n\tx\n\tA\ny\nB\nRUN last\n");
  ASSERT_THAT(errors_of(result.errors), IsEmpty());
  const auto& instructions = result.dockerfile.stages[0].instructions;
  ASSERT_EQ(instructions.size(), 3U);
  EXPECT_EQ(instructions[0].heredocs[0].content, "# kept\n\none\n");
  EXPECT_EQ(instructions[1].heredocs[0].content, "x\n");
  EXPECT_FALSE(instructions[1].heredocs[0].expands);
  EXPECT_EQ(instructions[1].heredocs[1].content, "y\n");
}

TEST(Dockerfile, AShiftIsNoHeredoc) {
  const auto result = read("FROM a\nRUN echo $((1 << 2)) && cat <<< word\nRUN two\n");
  ASSERT_THAT(errors_of(result.errors), IsEmpty());
  EXPECT_EQ(result.dockerfile.stages[0].instructions.size(), 2U);
}

TEST(Dockerfile, EveryErrorHasItsLine) {
  const auto result = read(
      "RUN early\nFROM\nFROM a AS 1x\nRNU x\nCOPY one\nCOPY --form=b x y\nENV A\nLABEL a=\"b\nSHELL sh\n"
      "HEALTHCHECK curl\nADD\nONBUILD FROM b\nARG =x\n");
  EXPECT_THAT(
      errors_of(result.errors),
      ElementsAre("1: RUN stands in front of the first FROM", "2: FROM takes an image, or an image, AS and a name",
                  "3: '1x' cannot be the name of a stage", "4: there is no instruction 'RNU'",
                  "5: COPY needs at least 2 words: what, and where to", "6: COPY has no flag '--form'",
                  "7: ENV needs NAME=VALUE", "8: a quote in this LABEL is not closed", "9: SHELL takes a JSON array",
                  "10: HEALTHCHECK is followed by CMD and a command, or by NONE", "11: ADD needs something behind it",
                  "12: FROM cannot be an ONBUILD instruction", "13: '=x' has no name"));
}

TEST(Dockerfile, AFileWithoutAStageIsSaid) {
  EXPECT_THAT(errors_of(read("# nothing\n").errors), ElementsAre("1: the Dockerfile has no stage"));
  EXPECT_THAT(errors_of(read("").errors), ElementsAre("1: the Dockerfile has no stage"));
}

TEST(Dockerfile, AHeredocWithoutItsEndIsSaid) {
  EXPECT_THAT(errors_of(read("FROM a\nRUN <<EOF\nx\n").errors), ElementsAre("2: the heredoc 'EOF' has no end"));
}

TEST(Dockerfile, FlagsWithQuotesAndJsonFormsAreRead) {
  const auto result = read(
      "\xef\xbb\xbf"
      "FROM --platform=linux/arm64 a\r\nCOPY --chown=\"a:b\" [\"x y\", \"/z\"]\r\n");
  ASSERT_THAT(errors_of(result.errors), IsEmpty());
  const Stage& stage = result.dockerfile.stages[0];
  EXPECT_EQ(stage.platform, "linux/arm64");
  EXPECT_EQ(stage.instructions[0].flag("chown")->value, "a:b");
  EXPECT_THAT(*stage.instructions[0].array, ElementsAre("x y", "/z"));
}

TEST(Expand, KnowsTheFormsOfTheShell) {
  const Lookup lookup = [](std::string_view name) -> std::optional<std::string> {
    return name == "a" ? std::optional<std::string>("1") : name == "e" ? std::optional<std::string>("") : std::nullopt;
  };
  const auto value = [&](std::string_view text) {
    const auto expanded = expand(text, lookup, '\\');
    return expanded ? *expanded : "error: " + expanded.error().message;
  };
  EXPECT_EQ(value("x$a${a}y"), "x11y");
  EXPECT_EQ(value("$none-${none}"), "-");
  EXPECT_EQ(value("${none:-d}${e:-d}${e-d}"), "dd");
  EXPECT_EQ(value("${a:+s}${e:+s}${e+s}"), "ss");
  EXPECT_EQ(value("${none:-${a}}"), "1");
  EXPECT_EQ(value(R"(\$a '$a' "$a")"), "$a $a 1");
  EXPECT_EQ(value("${none:?not there}"), "error: none is not set: not there");
  EXPECT_EQ(value("${a"), "error: '${' in '${a' is not closed");
  EXPECT_EQ(value("${a%x}"), "error: '${a%x}' has an operator that is not known here");
}

TEST(Resolve, NamesStagesAndImagesThatATargetNeeds) {
  const auto result = read(
      "ARG V=1\nFROM base:$V AS one\nFROM two AS unused\nFROM one AS three\nCOPY --from=tools:x /a /b\n"
      "RUN --mount=type=bind,from=one,target=/m x\nFROM scratch\nCOPY --from=2 / /\n");
  const Resolved resolved =
      resolve(result.dockerfile,
              {.arguments = {{"V", "9"}}, .target = {}, .platform = "linux/amd64", .build_platform = "linux/amd64"});
  EXPECT_THAT(resolved.stages, ElementsAre(0U, 2U, 3U));
  ASSERT_EQ(resolved.images.size(), 2U);
  EXPECT_EQ(resolved.images[0].name, "base:9");
  EXPECT_EQ(resolved.images[1].name, "tools:x");
  EXPECT_FALSE(resolved.images[1].is_from);
}

TEST(Resolve, SaysWhatIsMissing) {
  const auto errors = [](std::string text, std::string target = {}) {
    const auto result = read(std::move(text));
    return errors_of(
        resolve(
            result.dockerfile,
            {.arguments = {}, .target = std::move(target), .platform = "linux/amd64", .build_platform = "linux/amd64"})
            .errors);
  };
  EXPECT_THAT(errors("FROM a AS build\n", "biuld"), ElementsAre("0: Dockerfile has no stage 'biuld'"));
  EXPECT_THAT(errors("FROM a\nCOPY --from=3 x y\n"), ElementsAre("2: there is no stage 3 in front of this one"));
  EXPECT_THAT(errors("FROM a\nCOPY --from=late x y\nFROM b AS late\n", "0"),
              ElementsAre("2: stage 'late' does not stand in front of this one"));
  EXPECT_THAT(errors("ARG B\nFROM $B\n"), ElementsAre("2: the base image '$B' is empty once its arguments are put in"));
}

TEST(Rewrite, LeavesOutWhatChangesNothing) {
  EXPECT_EQ(rewritten("FROM a\nCOPY --link --chown=1 x y\nRUN --network=default --mount=target=/x z\n").text,
            "FROM docker.io/library/a\nENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315619200}\nCOPY --chown=1 x y\n"
            "RUN --mount=type=bind,target=/x z\n");
}

TEST(Rewrite, TellsTheCacheTheArgumentsOfWhatIsExpanded) {
  const std::string one = rewritten("FROM a.dev/b\nARG V=1\nCOPY x /\nENV W=$V\nWORKDIR /$V\n").text;
  EXPECT_THAT(one, testing::MatchesRegex("FROM a.dev/b\nARG V=1\nCOPY x /\nLABEL ropewalk.arguments=[0-9a-f]+\n"
                                         "ENV W=\\$V\nWORKDIR /\\$V\n"));
  const std::string two = rewritten("FROM a.dev/b\nARG V=2\nCOPY x /\nENV W=$V\nWORKDIR /$V\n").text;
  EXPECT_NE(one.substr(one.find("LABEL"), 50), two.substr(two.find("LABEL"), 50));
  // What expands nothing needs no telling, and a RUN has its arguments in buildah's own key.
  EXPECT_EQ(rewritten("FROM a.dev/b\nARG V=1\nCOPY x /\nENV W=V\n").text, "FROM a.dev/b\nARG V=1\nCOPY x /\nENV W=V\n");
  EXPECT_THAT(rewritten("FROM a.dev/b\nARG V=1\nRUN x $V\n").text, testing::Not(HasSubstr("LABEL")));
  EXPECT_EQ(rewritten("FROM a.dev/b\nENV V=1\nENV W=$V\n").text, "FROM a.dev/b\nENV V=1\nENV W=$V\n");
}

TEST(Rewrite, AHeredocOfRunBecomesTheArgumentOfTheShell) {
  EXPECT_EQ(rewritten("FROM a:1\nSHELL [\"/bin/bash\", \"-c\"]\nRUN <<EOF\necho \"$A\"\ntwo\nEOF\n").text,
            "FROM docker.io/library/a:1\nENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315619200}\nSHELL [\"/bin/bash\", "
            "\"-c\"]\n"
            "RUN [\"/bin/bash\",\"-c\",\"echo \\\"$A\\\"\\ntwo\\n\"]\n");
  EXPECT_THAT(rewritten("FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n").text,
              HasSubstr("exec /usr/bin/env python3 /proc/self/fd/9 9<<'ROPEWALK_SCRIPT'\\n#!/usr/bin/env python3\\n"));
  EXPECT_THAT(rewritten("FROM a\nRUN cat <<A > /x && cat <<B > /y\n1\nA\n2\nB\n").text,
              HasSubstr("\"cat <<A > /x && cat <<B > /y\\n1\\nA\\n2\\nB\\n\""));
}

TEST(Rewrite, AHeredocOfCopyBecomesAFileOfTheContext) {
  const auto result = rewritten("FROM a\nARG V=1\nCOPY <<conf /etc/\nv=$V\nconf\n");
  ASSERT_EQ(result.files.size(), 1U);
  EXPECT_EQ(result.files[0].content, "v=1\n");
  EXPECT_THAT(result.files[0].path, testing::EndsWith("/conf"));
  EXPECT_THAT(result.text, HasSubstr("COPY " + result.files[0].path + " /etc/\n"));
  EXPECT_THAT(result.notes, ElementsAre("Dockerfile:3: a heredoc became a file of the context"));
}

TEST(Rewrite, RefusesWithTheLineWhatHasNoEqualForm) {
  EXPECT_THAT(
      errors_of(rewritten("FROM a\nCOPY --parents x y\nRUN --network=none z\nADD https://x.dev/y.git /z\n"
                          "HEALTHCHECK --start-interval=1s CMD x\nADD --checksum=sha256:1 x y\n"
                          "COPY <<A /x\n$NOBODY\nA\n")
                    .errors),
      ElementsAre("2: buildah cannot take COPY --parents", "3: buildah cannot take RUN --network=none",
                  "4: buildah cannot ADD a git repository", "5: buildah cannot take HEALTHCHECK --start-interval",
                  "6: buildah cannot take ADD --checksum",
                  "7: a heredoc has a variable that no ARG or ENV of this stage sets"));
}

TEST(Rewrite, StagesThatAreNotNeededAreEmpty) {
  const auto result = rewritten("FROM a AS one\nRUN x\nFROM b AS two\nCOPY --parents x y\nFROM one\n");
  EXPECT_EQ(result.text,
            "FROM docker.io/library/a AS one\nENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315619200}\nRUN x\nFROM "
            "scratch AS two\nFROM one\n");
  EXPECT_THAT(errors_of(result.errors), IsEmpty());
}

TEST(Rewrite, ATimeThatTheDockerfileDeclaresIsItsOwn) {
  EXPECT_EQ(rewritten("FROM a.dev/b\nARG SOURCE_DATE_EPOCH\nRUN x\n").text,
            "FROM a.dev/b\nARG SOURCE_DATE_EPOCH\nRUN x\n");
}

}  // namespace
}  // namespace ropewalk::image::dockerfile
