// SPDX-License-Identifier: MIT
// tinyxml2_main.cc - makes a document of the words of a file, prints it, parses that and walks it.
#include "tinyxml2.h"

#include <cstdio>
#include <fstream>
#include <string>

using namespace tinyxml2;

namespace
{
class Counter : public XMLVisitor
{
  public:
    bool VisitEnter(const XMLElement &element, const XMLAttribute *attribute) override
    {
        elements++;
        for (; attribute; attribute = attribute->Next())
            sum += attribute->IntValue();
        return element.Name()[0] != '_';
    }
    bool Visit(const XMLText &text) override
    {
        letters += std::string(text.Value()).size();
        return true;
    }
    unsigned long elements = 0, letters = 0, sum = 0;
};
} // namespace

int main(int, char **argv)
{
    std::ifstream file(argv[1]);
    XMLDocument made, parsed;
    XMLElement *root = made.NewElement("words"), *line = root;
    made.InsertEndChild(root);
    std::string word;
    for (int number = 0; file >> word && number < 20000; number++) {
        if (number % 11 == 0)
            root->InsertEndChild(line = made.NewElement("line"));
        XMLElement *element = made.NewElement(number % 3 ? "word" : "number");
        element->SetAttribute("length", static_cast<int>(word.size()));
        element->InsertEndChild(made.NewText((word + " & <" + word + ">").c_str()));
        line->InsertEndChild(element);
    }
    XMLPrinter printer;
    made.Print(&printer);
    parsed.Parse(printer.CStr());
    Counter counter;
    parsed.Accept(&counter);
    std::printf("%d %lu %lu %lu\n", printer.CStrSize(), counter.elements, counter.letters,
                counter.sum);
    return parsed.Error();
}
