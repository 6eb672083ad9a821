// The terminal port over pipes and a pseudo terminal.
#include "platform/terminal.h"

#include <gtest/gtest.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <thread>

#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

using ports::Stream;

/// A pseudo terminal: what a person types and sees is at `person`.
struct Pseudo {
  Pseudo() {
    int master = -1;
    int slave = -1;
    winsize window{50, 132, 0, 0};
    EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, &window), 0);
    person = Descriptor(master);
    terminal = Descriptor(slave);
  }
  [[nodiscard]] TerminalDescriptors all() const { return {terminal.get(), terminal.get(), terminal.get()}; }
  [[nodiscard]] bool echoes() const {
    termios settings{};
    return ::tcgetattr(terminal.get(), &settings) == 0 && (settings.c_lflag & ECHO) != 0;
  }
  /// Types once the prompt is there, so that the switch to the hidden mode does not throw the keys away.
  [[nodiscard]] std::jthread types_after_prompt(std::string keys) const {
    return std::jthread([this, keys = std::move(keys)] {
      char byte = 0;
      while (byte != ':' && read_some(person.get(), &byte, 1) == 1) {
      }
      EXPECT_EQ(write_fully(person.get(), keys), 0);
    });
  }

  Descriptor person;
  Descriptor terminal;
};

TEST(RealTerminal, KnowsATerminalAndItsSize) {
  const Pseudo pseudo;
  const RealTerminal terminal(pseudo.all());
  EXPECT_TRUE(terminal.is_terminal(Stream::kOutput));
  EXPECT_EQ(terminal.size().columns, 132);
  EXPECT_EQ(terminal.size().rows, 50);
}

TEST(RealTerminal, HiddenAnswerIsEditedAndTheEchoComesBack) {
  const Pseudo pseudo;
  RealTerminal terminal(pseudo.all());
  const std::jthread typist = pseudo.types_after_prompt(
      "wrong\x15s\xc3\xa4\x7f"
      "ecrex\x7ft\n");
  const Result<std::string> answer = terminal.read_hidden("token:");
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, "secret");
  EXPECT_TRUE(pseudo.echoes());
}

TEST(RealTerminal, ControlCAtAHiddenPromptInterruptsAndTheEchoComesBack) {
  const Pseudo pseudo;
  RealTerminal terminal(pseudo.all());
  const std::jthread typist = pseudo.types_after_prompt("sec\x03");
  EXPECT_EQ(terminal.read_hidden("token:").error().kind, ErrorKind::kInterrupted);
  EXPECT_TRUE(pseudo.echoes());
}

TEST(RealTerminal, ControlDWithoutAnAnswerIsTheEnd) {
  const Pseudo pseudo;
  RealTerminal terminal(pseudo.all());
  const std::jthread typist = pseudo.types_after_prompt("\x04");
  EXPECT_EQ(terminal.read_hidden("token:").error().kind, ErrorKind::kUsage);
}

TEST(RealTerminal, ReadsHiddenLinesFromAPipeWithoutTakingMore) {
  Pipe pipe = *make_pipe();
  ASSERT_EQ(write_fully(pipe.write.get(), "one\r\n\nrest of\nit"), 0);
  pipe.write.reset();
  RealTerminal terminal({pipe.read.get(), 1, 2});
  EXPECT_EQ(*terminal.read_hidden("never shown"), "one");
  EXPECT_EQ(*terminal.read_hidden("never shown"), "");
  EXPECT_EQ(*terminal.read_input(), "rest of\nit");
  EXPECT_EQ(terminal.read_hidden("never shown").error().kind, ErrorKind::kUsage);
}

TEST(RealTerminal, AReaderThatWentAwayIsNoError) {
  Pipe pipe = *make_pipe();
  RealTerminal terminal({0, pipe.write.get(), 2});
  terminal.write(Stream::kOutput, "heard");
  EXPECT_FALSE(terminal.is_closed(Stream::kOutput));
  pipe.read.reset();
  terminal.write(Stream::kOutput, "dropped");
  EXPECT_TRUE(terminal.is_closed(Stream::kOutput));
  EXPECT_FALSE(terminal.is_closed(Stream::kErrors));
  EXPECT_FALSE(terminal.is_terminal(Stream::kOutput));
}

TEST(RealTerminal, WithoutATerminalTheSizeIs80By24) {
  const Pipe pipe = *make_pipe();
  const RealTerminal terminal({pipe.read.get(), pipe.write.get(), pipe.write.get()});
  EXPECT_EQ(terminal.size().columns, 80);
  EXPECT_EQ(terminal.size().rows, 24);
}

}  // namespace
}  // namespace ropewalk::platform
